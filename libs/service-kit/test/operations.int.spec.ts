import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { anyEvents, genesisHash, type Event } from '@canbao/event-sourcing';
import { Relay, type Received } from '@canbao/kafka';
import { type Database, PostgresEventStore, PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import {
  bareService,
  eventually,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { sendAsOwner, testKafka, testMacs } from '@canbao/test-servers/kafka';

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
const some = bareService('assessment', { module: SomeModule, published });

describe('the operations calls', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let source: { db: Database; store: PostgresEventStore; relay: Relay };

  beforeAll(async () => {
    database = await testDatabase();
    const db = await openDatabase({ url: database.url, service: 'registration', migrations: [] });
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
        macs: testMacs,
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
  const sendRaw = (key: string, value: string): Promise<void> =>
    sendAsOwner(testKafka, 'registration.events', { key, value });
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
  /** A person whose one event is parked. */
  const poisoned = async (): Promise<string> => {
    const personId = randomUUID();
    poisonous.add(personId);
    await register(personId, 1);
    await eventually(
      () => parked(personId),
      (key) => key !== undefined,
    );
    return personId;
  };
  const second = { operator: 'operator-2' };
  const propose = (key: string, as: TestRole = 'operator'): Promise<Reply> =>
    service.call(as, 'POST', `${base}/parked-keys/${key}/release`, { purpose: 'INC-17' });
  const approve = (proposalId: string, as: TestRole = second): Promise<Reply> =>
    service.call(as, 'POST', `${base}/proposals/${proposalId}/approval`);
  /** Proposed by one operator and approved by another, unless it is refused at once. */
  const release = async (key: string): Promise<Reply> => {
    const proposed = await propose(key);
    return proposed.status === 202 ? approve(proposed.body.proposalId) : proposed;
  };
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
      ['GET', `${base}/proposals`],
      ['POST', `${base}/proposals/${randomUUID()}/approval`],
      ['POST', `${base}/proposals/${randomUUID()}/rejection`],
    ] as const;
    for (const [method, path, body] of calls) {
      expect((await service.call(undefined, method, path, body)).status).toBe(401);
      expect((await service.call('tax-desk', method, path, body)).status).toBe(403);
      if (method === 'POST') expect((await service.call('auditor', method, path, body)).status).toBe(403);
    }
  });

  it('of another service are not found here', async () => {
    const path = '/v1/operations/payment/state';
    expect((await service.call(undefined, 'GET', path)).status).toBe(401);
    expect(await service.call('operator', 'GET', path)).toMatchObject({
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
    expect(await release(personId)).toMatchObject({
      status: 200,
      body: {
        status: 'done',
        proposedBy: 'operator',
        approvedBy: 'operator-2',
        result: { released: personId },
      },
    });
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
          actor: 'operator:operator-2',
          proposedBy: 'operator',
          action: 'release-key',
          purpose: 'INC-17',
          key: personId,
          outcome: 'handler-failed',
        }),
        expect.objectContaining({
          actor: 'operator:operator-2',
          proposedBy: 'operator',
          action: 'release-key',
          purpose: 'INC-17',
          key: personId,
          outcome: 'done',
        }),
      ]),
    );
  });

  it('leave events that say who did what, and what became of it', async () => {
    const personId = await poisoned();
    await release(personId);
    poisonous.delete(personId);
    await release(personId);
    const acted = await database.query(
      `select type, data->>'purpose' as purpose, data->>'outcome' as outcome, actor, topic
       from assessment.events
       where stream = 'operations' and (data->'details'->>'key' = $1 or data->>'proposalId' in (
         select data->>'proposalId' from assessment.events where data->'details'->>'key' = $1))
       order by version`,
      [personId],
    );
    const attempt = (outcome: string) => [
      { type: 'ActionProposed', purpose: 'INC-17', outcome: null, actor: 'operator:operator', topic: null },
      { type: 'ActionApproved', purpose: null, outcome: null, actor: 'operator:operator-2', topic: null },
      { type: 'OperatorActed', purpose: 'INC-17', outcome, actor: 'operator:operator-2', topic: null },
    ];
    expect(acted).toEqual([...attempt('handler-failed'), ...attempt('done')]);
  });

  it('need a second operator: the one who proposed cannot approve, and what was decided stays so', async () => {
    const personId = await poisoned();
    poisonous.delete(personId);
    const { status, body } = await propose(personId);
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { status: 'proposed', action: 'release-key', details: { key: personId }, proposedBy: 'operator' },
    });
    expect((await propose(personId)).body.proposalId).toBe(body.proposalId);
    expect(await propose(personId, second)).toMatchObject({
      status: 409,
      body: { code: 'proposal-open', details: { proposalId: body.proposalId } },
    });
    expect(await approve(body.proposalId, 'operator')).toMatchObject({
      status: 403,
      body: { code: 'second-person-required' },
    });
    for (const role of ['auditor', 'tax-desk'] as const)
      expect((await approve(body.proposalId, role)).status).toBe(403);
    expect(await parked(personId)).toBeDefined();
    expect(handled.get(personId)).toBeUndefined();
    const rejection = `${base}/proposals/${body.proposalId}/rejection`;
    expect(await service.call('operator', 'POST', rejection, { reason: 'not yet' })).toMatchObject({
      status: 200,
      body: { status: 'withdrawn', reason: 'not yet' },
    });
    expect(await approve(body.proposalId)).toMatchObject({ status: 409, body: { code: 'proposal-closed' } });
    expect(await approve(randomUUID())).toMatchObject({ status: 404, body: { code: 'proposal-not-found' } });
    const { items } = (await service.call('auditor', 'GET', `${base}/proposals`)).body;
    expect(items[0]).toMatchObject({ proposalId: body.proposalId, status: 'withdrawn' });
    const again = (await propose(personId)).body.proposalId as string;
    const replies = await Promise.all([1, 2, 3].map(() => approve(again)));
    expect(replies.map((reply) => [reply.status, reply.body.status])).toContainEqual([200, 'done']);
    expect(await approve(again)).toMatchObject({ status: 200, body: { status: 'done' } });
    expect(handled.get(personId)).toEqual([1]);
    const acted = await database.query(
      "select from assessment.events where type = 'OperatorActed' and data->'details'->>'key' = $1",
      [personId],
    );
    expect(acted).toHaveLength(1);
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
      consumer: { joined: true, busyMs: expect.any(Number) },
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
      const proposed = await other.call('operator', 'POST', '/v1/operations/registration/republish', {
        after: '0',
      });
      expect(proposed).toMatchObject({ status: 202, body: { status: 'proposed', details: { after: '0' } } });
      const approval = `/v1/operations/registration/proposals/${proposed.body.proposalId}/approval`;
      expect(await other.call(second, 'POST', approval)).toMatchObject({
        status: 200,
        body: { status: 'done', result: { after: '0' } },
      });
      // Proposal, approval and action are events themselves, after those that are published again.
      const cursor = String(Number(before.relay.cursor) + 3);
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
