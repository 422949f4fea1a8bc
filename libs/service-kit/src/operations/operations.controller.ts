import { Controller, type DynamicModule, type Type } from '@nestjs/common';
import { operationsApi, operationsRejections, type OperationsRejection } from '@canbao/contracts';
import type { Obstacle } from '@canbao/kafka';
import { PostgresOutbox } from '@canbao/postgres';
import { AlarmsJob } from './alarms.job';
import { engineState, type Engine } from './engine-state';
import { Handles, Input, type InputOf } from '../http/operation-guard';
import { Problem } from '../http/problem';
import type { Caller } from '../http/sign-in';

type Api = ReturnType<typeof operationsApi>;

const codeOf: Readonly<Record<Obstacle['because'], OperationsRejection>> = {
  gap: 'event-missing',
  undecodable: 'record-undecodable',
  handler: 'handler-refuses',
};
const refusal = (code: OperationsRejection, details?: Readonly<Record<string, unknown>>): Problem =>
  new Problem(code, operationsRejections[code], details === undefined ? {} : { details });
const present = <T extends object>(fields: T): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** Operations of one service: its calls, and the job that looks for what calls for a person. */
export const operationsModule = (engine: Engine): DynamicModule => ({
  module: class Operations {},
  controllers: [operationsController(engine)],
  providers: [{ provide: AlarmsJob, useFactory: () => new AlarmsJob(engine) }],
});

const operationsController = (engine: Engine): Type => {
  const { service, database, consumer, log } = engine;
  const outbox = new PostgresOutbox(database);
  const api = operationsApi(service);
  const note = (
    { subject, role }: Caller,
    action: string,
    purpose: string | undefined,
    fields: object,
  ): void =>
    log.info(
      { actor: subject, role, action, purpose: purpose ?? 'not given', ...fields },
      'an operator acts',
    );

  @Controller()
  class OperationsController {
    @Handles(api.state)
    async state(): Promise<object> {
      const {
        relay: { leadingSince, ...lead },
        consumer: progress,
        parked: { keys, records, oldestSince },
        oldestTransaction,
      } = await engineState(engine);
      return present({
        relay: present({ leading: leadingSince !== null, leadingSince, ...lead }),
        consumer:
          progress &&
          present({
            ...progress,
            busyMs: Math.round(progress.busyMs),
            sinceCommitMs:
              progress.sinceCommitMs === undefined ? undefined : Math.round(progress.sinceCommitMs),
          }),
        parked: present({ keys, records, oldestSince }),
        oldestTransaction: oldestTransaction && present(oldestTransaction),
      });
    }

    @Handles(api.parkedKeys)
    async parkedKeys(): Promise<object> {
      return { items: (await consumer()?.blockedKeys()) ?? [] };
    }

    @Handles(api.releaseKey)
    async releaseKey(
      @Input() { params: { key }, body, caller }: InputOf<Api['releaseKey']>,
    ): Promise<object> {
      const { rowCount } = await database.pool.query(
        'select from blocked_key where consumer = $1 and key = $2',
        [service, key],
      );
      const loop = consumer();
      if (rowCount === 0 || loop === undefined) throw refusal('key-not-parked');
      note(caller, 'release-key', body?.purpose, { key });
      const obstacle = await loop.releaseKey(key);
      note(caller, 'release-key', body?.purpose, {
        key,
        ...(obstacle === undefined
          ? { outcome: 'released' }
          : { outcome: codeOf[obstacle.because], obstacle }),
      });
      if (obstacle !== undefined) throw refusal(codeOf[obstacle.because], { ...obstacle });
      return { released: true };
    }

    @Handles(api.republish)
    async republish(
      @Input() { body: { after, purpose }, caller }: InputOf<Api['republish']>,
    ): Promise<object> {
      const {
        relay: { cursor },
      } = await engineState(engine);
      if (BigInt(after) > BigInt(cursor)) throw refusal('position-not-published', { cursor });
      note(caller, 'republish', purpose, { after, cursor });
      await outbox.rewind(BigInt(after));
      return { after, lag: await outbox.lag() };
    }
  }
  return OperationsController;
};
