import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { anyEvents, genesisHash, type Event } from '@canbao/event-sourcing';
import { kafkaClient, partitionOf, Relay, type Received } from '@canbao/kafka';
import { Database, PostgresEventStore, PostgresOutbox } from '@canbao/postgres';
import type { Service } from '@canbao/service-kit';
import {
  eventually,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { testKafka } from '@canbao/test-servers/kafka';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const base = '/v1/operations/assessment';

/** Persons whose events are refused, and the versions that were handled of each. */
const poisonous = new Set<string>();
const handled = new Map<string, number[]>();

@Controller()
class SomeConsumer {
  @EventPattern('registration.events')
  async handle(@Payload() { subject, inbox }: Received): Promise<'ignored'> {
    if (poisonous.has(subject)) throw new Error('the account is closed');
    handled.set(subject, [...(handled.get(subject) ?? []), inbox.version]);
    return 'ignored';
  }
}
@Module({ controllers: [SomeConsumer] })
class SomeModule {}
const published = ({ data }: Event): ContractEvent => ({
  type: 'canbao.registration.PersonRegistered.v1',
  data: data as { personId: string },
});
const some: Service = {
  name: 'assessment',
  migrations: [],
  views: [],
  eventTypes: anyEvents,
  operations: [],
  module: SomeModule,
  published,
  relayThread: '',
};

describe('the operations calls', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let source: { db: Database; store: PostgresEventStore; relay: Relay };

  beforeAll(async () => {
    database = await testDatabase();
    const db = await Database.open({ url: database.url, service: 'registration', migrations: [] });
    source = {
      db,
      store: new PostgresEventStore(db, {
        views: [],
        topicOf: () => 'registration.events',
        eventTypes: anyEvents,
      }),
      relay: new Relay({
        service: db.service,
        outbox: new PostgresOutbox(db, anyEvents),
        servers: testKafka,
        published,
        log: quiet,
      }),
    };
    source.store.onAppended(() => source.relay.wake());
    source.relay.start();
    service = await startForTest(some, database.url);
    await eventually(
      () => fetch(`${service.url}/health/ready`).then(({ ok }) => ok),
      (ok) => ok,
    );
  });
  afterAll(async () => {
    await source.relay.stop();
    await source.store.close();
    await source.db.close();
    await service.stop();
    await database.drop();
  });

  const register = async (personId: string, count: number): Promise<void> => {
    const stream = `person-${personId}`;
    const loaded = (await source.store.load([stream])).get(stream);
    await source.store.append({
      subject: personId,
      recordedAt: instant('2025-03-01T08:00:00.000+08:00'),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream,
          expectedVersion: loaded?.version ?? 0,
          previousHash: loaded?.hash ?? genesisHash,
          events: Array.from({ length: count }, () => ({ type: 'Registered', data: { personId } })),
        },
      ],
    });
  };
  const sendRaw = async (key: string, value: string): Promise<void> => {
    const producer = kafkaClient(testKafka, 'spec', quiet).producer();
    await producer.connect();
    await producer.send({
      topic: 'registration.events',
      messages: [{ key, value, partition: partitionOf(key) }],
    });
    await producer.disconnect();
  };
  const envelope = (personId: string, version: number, previousversion: number): string =>
    JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: '/canbao/registration',
      type: 'canbao.registration.PersonRegistered.v1',
      subject: personId,
      time: '2025-03-01T08:00:00.000+08:00',
      datacontenttype: 'application/json',
      stream: `lost-${personId}`,
      version,
      previousversion,
      position: String(version),
      data: { personId },
    });
  const parked = async (
    key: string,
  ): Promise<{ error: string; records: number; since: string } | undefined> =>
    (await service.call('auditor', 'GET', `${base}/parked-keys`)).body.items.find(
      (item: { key: string }) => item.key === key,
    );
  const release = (key: string): Promise<Reply> =>
    service.call('operator', 'POST', `${base}/parked-keys/${key}/release`, { purpose: 'INC-17' });
  const actions = (): object[] =>
    service.logged
      .map((line) => JSON.parse(line) as { action?: string })
      .filter(({ action }) => action !== undefined);

  it('are for operators; auditors may only look', async () => {
    const calls = [
      ['GET', `${base}/state`],
      ['GET', `${base}/parked-keys`],
      ['POST', `${base}/parked-keys/x/release`],
      ['POST', `${base}/republish`, { after: '0' }],
    ] as const;
    for (const [method, path, body] of calls) {
      expect((await service.call(undefined, method, path, body)).status).toBe(401);
      expect((await service.call('tax-desk', method, path, body)).status).toBe(403);
      if (method === 'POST') expect((await service.call('auditor', method, path, body)).status).toBe(403);
    }
  });

  it('of another service are not found here, whoever asks', async () => {
    for (const role of [undefined, 'operator'] as const)
      expect(await service.call(role, 'GET', '/v1/operations/payment/state')).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      });
  });

  it('list a parked key, refuse its release with the reason while the cause is there, and release it in order afterwards', async () => {
    const personId = randomUUID();
    poisonous.add(personId);
    await register(personId, 2);
    expect(
      await eventually(
        () => parked(personId),
        (item) => item?.records === 2,
      ),
    ).toEqual({
      key: personId,
      since: expect.stringMatching(/\+08:00$/),
      error: 'Error: the account is closed',
      records: 2,
    });
    const refused = await release(personId);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'handler-failed',
        userMessage: expect.stringContaining('排除原因'),
        retryable: true,
        details: { error: 'Error: the account is closed', topic: 'registration.events' },
      },
    });
    expect((await service.call('operator', 'GET', `${base}/state`)).body.parked).toMatchObject({
      keys: expect.any(Number),
      oldestSince: expect.any(String),
    });
    poisonous.delete(personId);
    expect(await release(personId)).toMatchObject({ status: 200, body: { released: true } });
    expect(handled.get(personId)).toEqual([1, 2]);
    expect(await parked(personId)).toBeUndefined();
    expect(await release(personId)).toMatchObject({ status: 404, body: { code: 'key-not-parked' } });
    await register(personId, 1);
    await eventually(
      async () => handled.get(personId)?.length,
      (count) => count === 3,
    );
    expect(handled.get(personId)).toEqual([1, 2, 3]);
    expect(actions()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          actor: 'operator:operator',
          action: 'release-key',
          purpose: 'INC-17',
          key: personId,
          outcome: 'handler-failed',
        }),
        expect.objectContaining({
          actor: 'operator:operator',
          action: 'release-key',
          purpose: 'INC-17',
          key: personId,
          outcome: 'released',
        }),
      ]),
    );
  });

  it('leave events that say who did what, and what became of it', async () => {
    const personId = randomUUID();
    poisonous.add(personId);
    await register(personId, 1);
    await eventually(
      () => parked(personId),
      (key) => key !== undefined,
    );
    await release(personId);
    poisonous.delete(personId);
    await release(personId);
    const acted = await database.query(
      `select data->>'action' as action, data->>'purpose' as purpose, data->'details'->>'outcome' as outcome,
         actor, topic
       from assessment.events
       where stream = 'operations' and data->'details'->>'key' = $1 order by version`,
      [personId],
    );
    const attempt = { action: 'release-key', purpose: 'INC-17', actor: 'operator:operator', topic: null };
    expect(acted).toEqual([
      { ...attempt, outcome: null },
      { ...attempt, outcome: 'handler-failed' },
      { ...attempt, outcome: null },
      { ...attempt, outcome: 'released' },
    ]);
  });

  it('refuse to release a key while an event of it is missing, and what cannot be read', async () => {
    const [gapped, garbled] = [randomUUID(), randomUUID()];
    await sendRaw(gapped, envelope(gapped, 3, 2));
    await sendRaw(garbled, 'no event');
    await eventually(
      async () => [await parked(gapped), await parked(garbled)],
      (keys) => keys.every((key) => key !== undefined),
    );
    expect(await release(gapped)).toMatchObject({
      status: 409,
      body: {
        code: 'event-missing',
        details: { because: 'gap', error: expect.stringContaining('is at 0, version 3 follows 2') },
      },
    });
    expect(await release(garbled)).toMatchObject({
      status: 422,
      body: { code: 'record-undecodable', retryable: false },
    });
    await sendRaw(gapped, envelope(gapped, 2, 0));
    await eventually(
      () => parked(gapped),
      (item) => item?.records === 2,
    );
    expect((await release(gapped)).status).toBe(200);
    expect(handled.get(gapped)).toEqual([2, 3]);
  });

  it('show how far relay and consumer are, and who holds a transaction open', async () => {
    const other = await source.db.connect();
    await other.query('begin; select txid_current()');
    const { body } = await eventually(
      () => service.call('auditor', 'GET', `${base}/state`),
      ({ body: state }) => state.relay.leading && state.oldestTransaction?.seconds >= 1,
    );
    expect(body).toMatchObject({
      relay: {
        leading: true,
        leadingSince: expect.stringMatching(/\+08:00$/),
        epoch: expect.stringMatching(/^\d+$/),
        lag: 0,
        cursor: expect.stringMatching(/^\d+$/),
      },
      consumer: { joined: true, halted: false, busyMs: expect.any(Number) },
      oldestTransaction: {
        seconds: expect.any(Number),
        database: expect.stringMatching(/^spec_/),
        application: 'canbao-registration',
      },
    });
    expect(body.oldestTransaction.seconds).toBeGreaterThanOrEqual(1);
    await other.end();
  });

  it('publish again after a position, also when another instance leads; nothing is handled twice', async () => {
    const personId = randomUUID();
    // An instance of the registration service; its relay leads in this spec, not in it.
    const other = await startForTest(
      { ...some, name: 'registration', module: class NoHandlers {} },
      database.url,
    );
    try {
      await register(personId, 2);
      await eventually(
        async () => handled.get(personId)?.length,
        (count) => count === 2,
      );
      const state = async (): Promise<any> =>
        (await other.call('operator', 'GET', '/v1/operations/registration/state')).body;
      const before = await eventually(state, ({ relay }) => relay.lag === 0);
      expect(before.consumer).toBeUndefined();
      expect(
        await other.call('operator', 'POST', '/v1/operations/registration/republish', { after: '999999' }),
      ).toMatchObject({
        status: 422,
        body: { code: 'position-not-published', details: { cursor: before.relay.cursor } },
      });
      expect(
        await other.call('operator', 'POST', '/v1/operations/registration/republish', { after: '0' }),
      ).toMatchObject({ status: 200, body: { after: '0' } });
      // The action is an event itself, after those that are published again.
      const cursor = String(Number(before.relay.cursor) + 1);
      const after = await eventually(
        state,
        ({ relay }) => relay.lag === 0 && relay.epoch !== before.relay.epoch && relay.cursor === cursor,
      );
      expect(after.relay).toMatchObject({ leading: true, lag: 0, cursor });
      await register(personId, 1);
      await eventually(
        async () => handled.get(personId)?.length,
        (count) => count === 3,
      );
      expect(handled.get(personId)).toEqual([1, 2, 3]);
    } finally {
      await other.stop();
    }
  });
});
