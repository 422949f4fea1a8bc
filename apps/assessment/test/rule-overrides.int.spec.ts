import { hash, randomUUID } from 'node:crypto';
import { instant } from '@canbao/calendar';
import { anyEvents, canonicalJson, genesisHash } from '@canbao/event-sourcing';
import { type Database, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { assess, certificateOf, certifiedPack, certifiedRequest } from '@canbao/rules';
import {
  differences,
  quoteKeys,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { assessment, storage } from '../src/assessment';
import { goTo, movableClock, type MovableClock } from './movable-clock';

const now = '2026-09-15T10:00:00.000+08:00';
const [wang, li, zhao] = ['wang', 'li', 'zhao'].map((operator): TestRole => ({ operator })) as [
  TestRole,
  TestRole,
  TestRole,
];
const proposal = {
  table: 'pension.limits',
  from: '2026-09-01',
  startsOn: '2026-10-01',
  source: '济人社字〔2026〕1号',
};

describe('overrides of the rule pack, in two instances on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  const keys = quoteKeys();
  let instances: [TestService, TestService];
  let facts: { database: Database; store: PostgresEventStore };

  const start = (): Promise<TestService> =>
    startForTest(assessment(keys, 'jinan'), database.url, { CLOCK_URL: clock.url });
  beforeAll(async () => {
    [database, clock] = await Promise.all([testDatabase(), movableClock(now)]);
    instances = [await start(), await start()];
    const own = await openDatabase({ url: database.url, service: 'assessment', migrations: [] });
    facts = {
      database: own,
      store: new PostgresEventStore(own, { views: [], topicOf: () => undefined, eventTypes: anyEvents }),
    };
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ stop }) => stop()));
    await facts.store.close();
    await facts.database.close();
    await clock.stop();
    await database.drop();
  });

  const setClock = (day: string): Promise<void> => goTo(clock, day, ...instances);
  const enrolled = async (): Promise<string> => {
    const personId = randomUUID();
    const stream = `contribution-account-${personId}-pension`;
    const data = { personId, insurance: 'pension', district: '370102', from: '2020-01-01' };
    await facts.store.append({
      subject: personId,
      recordedAt: instant(now),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream,
          expectedVersion: 0,
          previousHash: genesisHash,
          events: [{ type: 'EnrolmentNoted', data }],
        },
      ],
    });
    return personId;
  };
  const quote = (at: TestService, personId: string, base: string, headers = {}): Promise<Reply> => {
    const body = { personId, insurance: 'pension', months: ['2026-09'], base };
    return at.call('tax-desk', 'POST', '/v1/quotes', body, headers);
  };
  const propose = (as: TestRole, change: object = {}): Promise<Reply> =>
    instances[0].call(as, 'POST', '/v1/rule-overrides', { ...proposal, ...change });
  const decide = (as: TestRole, id: string, what = 'approval', body?: object): Promise<Reply> =>
    instances[1].call(as, 'POST', `/v1/rule-overrides/${id}/${what}`, body);
  const listed = async (): Promise<Record<string, string>> => {
    const { body } = await instances[1].call('auditor', 'GET', '/v1/rule-overrides');
    return Object.fromEntries(
      body.items.map(({ overrideId, status }: Record<string, string>) => [overrideId, status]),
    );
  };
  const approvals = (id: string): Promise<unknown[]> =>
    database.query(
      `select 1 from assessment.events
       where type = 'RuleOverrideApproved' and data->>'overrideId' = $1`,
      [id],
    );
  /** Calculates a stored quote again from its certificate, as `npm run explain` does. */
  const explained = async (quoteId: string): Promise<{ stored: string; again: string }> => {
    const { body } = await instances[0].call('auditor', 'GET', `/v1/quotes/${quoteId}`);
    const rules = certifiedPack(body.certificate);
    const request = certifiedRequest(body.certificate);
    const certificate = certificateOf(rules, request, assess(rules, request));
    return { stored: body.certificateHash, again: hash('sha256', canonicalJson(certificate)) };
  };

  it('moves the start of a row with a second approval, for every instance at once', async () => {
    const [first, second] = instances;
    const [personId, key] = [await enrolled(), { 'idempotency-key': randomUUID() }];
    const before = await quote(first, personId, '4573.00', key);
    expect(before).toMatchObject({ status: 201, body: { total: '914.60' } });
    expect((await quote(second, personId, '4504.00')).body.code).toBe('base-below-lower-limit');

    const proposed = await propose(wang);
    expect(proposed).toMatchObject({
      status: 201,
      body: { ...proposal, author: 'wang', status: 'proposed' },
    });
    const id = proposed.body.overrideId as string;
    expect((await quote(second, personId, '4504.00')).body.code).toBe('base-below-lower-limit');
    expect(await decide(wang, id)).toMatchObject({ status: 403, body: { code: 'second-person-required' } });
    expect((await decide('auditor', id)).body.code).toBe('forbidden');
    expect((await decide('tax-desk', id)).body.code).toBe('forbidden');
    expect((await decide(wang, id, 'approval', { approvedBy: 'li' })).status).toBe(400);
    const forged = { authorization: 'Bearer e30.e30.e30' };
    const unsigned = await second.call(undefined, 'POST', `/v1/rule-overrides/${id}/approval`, {}, forged);
    expect(unsigned.body.code).toBe('not-signed-in');
    expect(await approvals(id)).toEqual([]);

    const replies = await Promise.all(Array.from({ length: 6 }, () => decide(li, id)));
    for (const reply of replies)
      expect(reply).toMatchObject({ status: 200, body: { status: 'approved', approvedBy: 'li' } });
    expect((await decide(zhao, id)).body.approvedBy).toBe('li');
    expect(await approvals(id)).toHaveLength(1);

    const mark = { overrideId: id, author: 'wang', approvedBy: 'li', source: proposal.source };
    for (const instance of instances) {
      const after = await quote(instance, await enrolled(), '4504.00');
      expect(after).toMatchObject({ status: 201, body: { total: '900.80' } });
      expect(after.body.certificate).toMatchObject({
        overrides: [{ ...mark, startsOn: '2026-10-01' }],
      });
      const [limits] = after.body.certificate.assessment.parameters;
      expect(limits).toMatchObject({ name: 'pension.limits', until: '2026-09-30', endOverride: mark });
      const { stored, again } = await explained(after.body.quoteId);
      expect(again).toBe(stored);
      const rules = await instance.call(undefined, 'GET', '/v1/rules?on=2026-10-01');
      expect(rules.body.overrides).toMatchObject([{ ...mark, status: 'approved' }]);
      expect(rules.body.items[0]).toMatchObject({
        rule: 'pension.limits',
        from: '2026-10-01',
        override: mark,
      });
      const estimated = await instance.call('auditor', 'POST', '/v1/estimates', {
        insurance: 'pension',
        months: ['2026-09'],
        base: '4504.00',
      });
      expect(estimated.body.total).toBe('900.80');
      const payables = await instance.call(
        'tax-desk',
        'GET',
        `/v1/persons/${personId}/payables?insurance=pension`,
      );
      const september = payables.body.items.find(({ month }: { month: string }) => month === '2026-09');
      expect(september.limits.lower).toBe('4504.00');
    }

    const same = await first.call('tax-desk', 'GET', `/v1/quotes/${before.body.quoteId}`);
    expect(same.body).toMatchObject({ total: '914.60', certificate: before.body.certificate });
    const { stored, again } = await explained(before.body.quoteId);
    expect(again).toBe(stored);
    expect((await quote(second, personId, '4573.00', key)).body).toEqual(before.body);
  });

  it('counts from its day, also in an instance that starts later', async () => {
    await instances[0].stop();
    instances[0] = await start();
    const bases = async (): Promise<(string | undefined)[]> =>
      Promise.all(
        instances.map(async (instance) => (await quote(instance, await enrolled(), '4504.00')).body.code),
      );
    await setClock('2026-09-30');
    expect(await bases()).toEqual([undefined, undefined]);
    await setClock('2026-10-01');
    expect(await bases()).toEqual(['base-below-lower-limit', 'base-below-lower-limit']);
    await setClock('2026-09-15');
  });

  it('of two proposals for a row has the one approved last, and says what became of each', async () => {
    const day = { table: 'medical.base', from: '2026-09' };
    const [one, two, three, four] = await Promise.all(
      [{ value: '4600.00' }, { value: '4700.00' }, { value: '4800.00' }, { value: '4900.00' }].map(
        async ({ value }) =>
          (await propose(wang, { ...day, value, startsOn: '2026-09' })).body.overrideId as string,
      ),
    );
    expect((await decide(li, two!)).status).toBe(200);
    expect((await decide(zhao, one!)).status).toBe(200);
    expect((await decide(li, three!, 'rejection', { reason: 'no such notice' })).body).toMatchObject({
      status: 'rejected',
      rejectedBy: 'li',
      reason: 'no such notice',
    });
    expect((await decide(wang, four!, 'rejection')).body.status).toBe('withdrawn');
    expect(await listed()).toMatchObject({
      [one!]: 'approved',
      [two!]: 'replaced',
      [three!]: 'rejected',
      [four!]: 'withdrawn',
    });
    for (const closed of [three!, four!])
      expect(await decide(li, closed)).toMatchObject({ status: 409, body: { code: 'override-closed' } });
    const { body } = await instances[0].call(undefined, 'GET', '/v1/rules?on=2026-09-20');
    const base = body.items.find(({ rule }: { rule: string }) => rule === 'medical.base');
    expect(base).toMatchObject({ value: '4600.00', override: { overrideId: one, approvedBy: 'zhao' } });
  });

  it('refuses an approval that another override has overtaken', async () => {
    const [earlier, later] = [
      await propose(wang, { table: 'medical.base', from: '2025-08', startsOn: '2026-05' }),
      await propose(wang, { table: 'medical.base', from: '2026-09', startsOn: '2026-04' }),
    ].map(({ body }) => body.overrideId as string);
    expect((await decide(li, earlier!)).status).toBe(200);
    expect((await decide(li, later!)).body).toMatchObject({
      status: 422,
      code: 'start-out-of-range',
      details: { conflictingOverrides: [earlier] },
    });
    expect(await listed()).toMatchObject({ [earlier!]: 'approved', [later!]: 'proposed' });
    expect((await instances[0].call(undefined, 'GET', '/v1/rules')).status).toBe(200);
  });

  it.each([
    [403, 'forbidden', 'auditor', {}],
    [400, 'invalid-request', wang, { source: ' ' }],
    [400, 'invalid-request', wang, { author: 'li' }],
    [422, 'nothing-to-override', wang, { startsOn: undefined }],
    [422, 'not-configuration', wang, { from: '2022-09-01' }],
    [422, 'start-out-of-range', wang, { startsOn: '2027-01-01' }],
    [422, 'value-not-valid', wang, { value: '4573.00' }],
  ] as const)('answers a faulty proposal with %s %s', async (status, code, as, change) => {
    const reply = await propose(as as TestRole, change);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('has the rows that its events make, in batches of any size', async () => {
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
