import { Controller, Inject, UseGuards } from '@nestjs/common';
import { operationsApi, operationsRejections, type OperationsRejection } from '@canbao/contracts';
import type { Obstacle } from '@canbao/kafka';
import { PostgresInbox, PostgresOutbox } from '@canbao/postgres';
import { Handles, Input } from '../http/handles';
import { identityOf, type Caller } from '../http/caller';
import type { InputOf } from '../http/input';
import { Problem } from '../http/problem';
import { SERVICE, type Service } from '../lifecycle/service';
import { ServiceLog } from '../lifecycle/service-log';
import { KafkaStrategy } from '../messages/kafka-strategy';
import { Commands } from '../commands';
import { Engine } from './engine';
import { operatorActions, type OperatorAction } from './operator-acted';
import { OwnOperationsGuard } from './own-operations.guard';
import { stateReply } from './state-reply';

type Api = typeof operationsApi;

const codeOf: Readonly<Record<Obstacle['because'], OperationsRejection>> = {
  gap: 'event-missing',
  undecodable: 'record-undecodable',
  handler: 'handler-failed',
};

/** The calls by which operators manage this service. Every change is logged and stored with its caller. */
@Controller()
@UseGuards(OwnOperationsGuard)
export class OperationsController {
  constructor(
    private readonly engine: Engine,
    private readonly kafka: KafkaStrategy,
    private readonly inbox: PostgresInbox,
    private readonly outbox: PostgresOutbox,
    private readonly log: ServiceLog,
    private readonly commands: Commands,
    @Inject(SERVICE) private readonly service: Service,
  ) {}

  @Handles(operationsApi.state)
  async state(): Promise<object> {
    return stateReply(await this.engine.state());
  }

  @Handles(operationsApi.parkedKeys)
  async parkedKeys(): Promise<object> {
    return { items: (await this.kafka.consumer?.blockedKeys()) ?? [] };
  }

  @Handles(operationsApi.releaseKey)
  async releaseKey(@Input() { params: { key }, body, caller }: InputOf<Api['releaseKey']>): Promise<object> {
    const { blocked } = await this.inbox.state([], [key]);
    const { consumer } = this.kafka;
    if (!blocked.has(key) || consumer === undefined) throw refusal('key-not-parked');
    const record = (outcome: Readonly<Record<string, string>>): Promise<void> =>
      this.recordAction(caller, 'release-key', body?.purpose, { key, ...outcome });
    await record({});
    const obstacle = await consumer.releaseKey(key);
    if (obstacle === undefined) {
      await record({ outcome: 'released' });
      return { released: true };
    }
    const code = codeOf[obstacle.because];
    await record({ outcome: code });
    throw refusal(code, { ...obstacle });
  }

  @Handles(operationsApi.republish)
  async republish(@Input() { body: { after, purpose }, caller }: InputOf<Api['republish']>): Promise<object> {
    const { cursor } = (await this.engine.state()).relay;
    if (BigInt(after) > BigInt(cursor)) throw refusal('position-not-published', { cursor });
    await this.recordAction(caller, 'republish', purpose, { after, cursor });
    await this.outbox.rewind(BigInt(after));
    return { after, lag: await this.outbox.lag() };
  }

  private async recordAction(
    caller: Caller,
    action: OperatorAction['action'],
    purpose = 'not given',
    details: OperatorAction['details'],
  ): Promise<void> {
    const [actor, role] = [identityOf(caller), caller.role];
    this.log.info({ actor, role, action, purpose, ...details }, 'operator action');
    const acted = { action, role, purpose, details };
    await this.commands.act(actor, this.service.name, operatorActions, acted);
  }
}

const refusal = (code: OperationsRejection, details?: Readonly<Record<string, unknown>>): Problem =>
  new Problem(code, operationsRejections[code], details === undefined ? {} : { details });
