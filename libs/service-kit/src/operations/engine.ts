import { Inject, Injectable } from '@nestjs/common';
import type { ConsumerProgress } from '@canbao/kafka';
import { Database, operationalState, type OperationalState } from '@canbao/postgres';
import { SERVICE, type Service } from '../lifecycle/service';
import { KafkaStrategy } from '../messages/kafka-strategy';

/** What operators see of a service: relay and inbox of all its instances, and the consumer of this one. */
export interface EngineState extends OperationalState {
  /** Undefined in a service without handlers. */
  readonly consumer: ConsumerProgress | undefined;
}

/** The moving parts of this service. The relay may run elsewhere, so its state is read from the database. */
@Injectable()
export class Engine {
  constructor(
    @Inject(SERVICE) private readonly service: Service,
    private readonly database: Database,
    private readonly kafka: KafkaStrategy,
  ) {}

  /** @throws what the driver throws when the database does not answer. */
  async state(): Promise<EngineState> {
    const stored = await operationalState(this.database, this.service.name);
    return { ...stored, consumer: this.kafka.consumer?.progress() };
  }
}
