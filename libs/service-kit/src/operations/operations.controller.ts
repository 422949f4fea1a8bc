import { Controller, UseGuards } from '@nestjs/common';
import { operationsApi, operationsRejections, type OperationsRejection } from '@canbao/contracts';
import type { ConsumerLoop, Obstacle } from '@canbao/kafka';
import { Database, PostgresInbox, PostgresOutbox, securityEventsAfter } from '@canbao/postgres';
import { Handles, Input } from '../http/handles';
import type { InputOf } from '../http/input';
import { Problem } from '../http/problem';
import { KafkaStrategy } from '../messages/kafka-strategy';
import { securityEntry } from '../security/security-entry';
import { Engine } from './engine';
import { FourEyes } from './four-eyes';
import { OwnOperationsGuard } from './own-operations.guard';
import { stateReply } from './state-reply';

type Api = typeof operationsApi;

const pageSize = 200;

const codeOf: Readonly<Record<Obstacle['because'], OperationsRejection>> = {
  gap: 'event-missing',
  undecodable: 'record-undecodable',
  handler: 'handler-failed',
};

/** The calls by which operators manage this service. What changes something needs a second operator. */
@Controller()
@UseGuards(OwnOperationsGuard)
export class OperationsController {
  constructor(
    private readonly engine: Engine,
    private readonly kafka: KafkaStrategy,
    private readonly inbox: PostgresInbox,
    private readonly outbox: PostgresOutbox,
    private readonly database: Database,
    private readonly fourEyes: FourEyes,
  ) {
    fourEyes.performs('release-key', ({ details: { key = '' } }) => this.release(key));
    fourEyes.performs('republish', ({ details: { after = '' } }) => this.rewind(after));
  }

  @Handles(operationsApi.state)
  async state(): Promise<object> {
    return stateReply(await this.engine.state());
  }

  @Handles(operationsApi.parkedKeys)
  async parkedKeys(): Promise<object> {
    return { items: (await this.kafka.consumer?.blockedKeys()) ?? [] };
  }

  @Handles(operationsApi.releaseKey)
  async releaseKey(@Input() input: InputOf<Api['releaseKey']>): Promise<unknown> {
    const { key } = input.params;
    await this.assertParked(key);
    const details = { key };
    return this.fourEyes.propose(input, {
      action: 'release-key',
      subject: `key ${key}`,
      details,
      purpose: purposeOf(input.body),
    });
  }

  @Handles(operationsApi.republish)
  async republish(@Input() input: InputOf<Api['republish']>): Promise<unknown> {
    const { after } = input.body;
    await this.assertPublished(after);
    const details = { after };
    return this.fourEyes.propose(input, {
      action: 'republish',
      subject: 'relay',
      details,
      purpose: purposeOf(input.body),
    });
  }

  @Handles(operationsApi.proposals)
  async proposals(@Input() { now }: InputOf<Api['proposals']>): Promise<object> {
    return { items: await this.fourEyes.list(now) };
  }

  @Handles(operationsApi.approveProposal)
  approve(@Input() input: InputOf<Api['approveProposal']>): Promise<unknown> {
    return this.fourEyes.approve(input.params.id, input);
  }

  @Handles(operationsApi.rejectProposal)
  reject(@Input() input: InputOf<Api['rejectProposal']>): Promise<unknown> {
    return this.fourEyes.reject(input.params.id, input, input.body?.reason);
  }

  @Handles(operationsApi.securityLog)
  async securityLog(@Input() { query, params }: InputOf<Api['securityLog']>): Promise<object> {
    const { cursor = '0', from = null } = query;
    const events = await securityEventsAfter(this.database.pool, cursor, pageSize + 1, from);
    const items = events.slice(0, pageSize).map((event) => securityEntry(params.service, event));
    const nextCursor = items.at(-1)?.event.sequence;
    return { items, ...(events.length > pageSize && nextCursor !== undefined ? { nextCursor } : {}) };
  }

  private async release(key: string): Promise<Record<string, string>> {
    const consumer = await this.assertParked(key);
    const obstacle = await consumer.releaseKey(key);
    if (obstacle !== undefined) throw refusal(codeOf[obstacle.because], { ...obstacle });
    return { released: key };
  }

  private async rewind(after: string): Promise<Record<string, string>> {
    const cursor = await this.assertPublished(after);
    await this.outbox.rewind(BigInt(after));
    return { after, cursor };
  }

  /** @throws Problem `key-not-parked` */
  private async assertParked(key: string): Promise<ConsumerLoop> {
    const { blocked } = await this.inbox.state([], [key]);
    const { consumer } = this.kafka;
    if (!blocked.has(key) || consumer === undefined) throw refusal('key-not-parked');
    return consumer;
  }

  /** The cursor. @throws Problem `position-not-published` */
  private async assertPublished(after: string): Promise<string> {
    const { cursor } = (await this.engine.state()).relay;
    if (BigInt(after) > BigInt(cursor)) throw refusal('position-not-published', { cursor });
    return cursor;
  }
}

const purposeOf = (body: { readonly purpose?: string | undefined } | undefined): string =>
  body?.purpose ?? 'not given';

const refusal = (code: OperationsRejection, details?: Readonly<Record<string, unknown>>): Problem =>
  new Problem(code, operationsRejections[code], details === undefined ? {} : { details });
