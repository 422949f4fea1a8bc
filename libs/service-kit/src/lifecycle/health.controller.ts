import { Controller, Get, Inject } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { operationsOf } from '@canbao/contracts';
import { Database } from '@canbao/postgres';
import { openApiOf } from '../http/openapi';
import { Problem } from '../http/problem';
import { SignIn } from '../http/sign-in';
import { KafkaStrategy } from '../messages/kafka-strategy';
import { SERVICE, type Service } from './service';

/** A batch that takes longer makes the service unready: the database is slow, or a handler hangs. */
const busyMsMax = 60_000;

/** The health checks for supervisors and load balancers, and the description of the API. */
@Controller()
export class HealthController {
  /** Made once: it takes the thread some milliseconds, and anyone may ask. */
  private described: object | undefined;

  constructor(
    @Inject(SERVICE) private readonly service: Service,
    private readonly database: Database,
    private readonly kafka: KafkaStrategy,
    private readonly clock: Clock,
    private readonly signIn: SignIn,
  ) {}

  @Get('health/live')
  live(): object {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(): Promise<object> {
    const waitingFor = [
      ...((await this.databaseAnswers()) ? [] : ['database']),
      ...(this.consumerProgresses() ? [] : ['consumer']),
      ...(this.signIn.isReady() ? [] : ['sign-in']),
    ];
    if (waitingFor.length > 0) throw Problem.general('busy', { waitingFor });
    return { status: 'ok', service: this.service.name, now: this.clock.now() };
  }

  @Get('openapi.json')
  openApi(): object {
    const { name, operations } = this.service;
    return (this.described ??= openApiOf(`Canbao ${name}`, [...operations, ...operationsOf(name)]));
  }

  private databaseAnswers(): Promise<boolean> {
    return this.database.query('select 1').then(
      () => true,
      () => false,
    );
  }

  /** A service without handlers has no consumer to wait for. */
  private consumerProgresses(): boolean {
    const progress = this.kafka.consumer?.progress();
    return progress === undefined || (progress.joined && progress.busyMs < busyMsMax);
  }
}
