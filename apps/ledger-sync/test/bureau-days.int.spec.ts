import { randomUUID } from 'node:crypto';
import { bundleIdOf, contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { partitionCount, partitionOf } from '@canbao/kafka';
import { testEnvelopeKeys, testKafka } from '@canbao/test-servers/kafka';
import { publisher, type Publisher } from '@canbao/test-servers/publisher';
import { startSandbox, type SandboxProcess } from '@canbao/test-servers/sandbox';
import { eventually, startForTest, testDatabase, type TestService } from '@canbao/test-servers/service';
import { ledgerSync } from '../src/ledger-sync';

const month = '2022-05';
const items = [
  { item: 'pooled-unit', amount: '112.38' },
  { item: 'pooled-personal', amount: '74.92' },
  { item: 'mutual-aid', amount: '18.00' },
] as const;
const byItem = (months: number) =>
  months === 0
    ? []
    : items.map(({ item, amount }) => ({
        item,
        booked: ((Number(amount) * 100 * months) / 100).toFixed(2),
        reversed: '0.00',
      }));
const none = { count: 0, amount: '0.00' };

describe.each(['http', 'topic'] as const)('the totals of a day, agreed with a bureau by %s', (way) => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let service: TestService;
  let payment: Publisher;

  const startService = async (): Promise<void> => {
    const [hrss, medical] = ['hrss', 'medical'].map((name) => `${sandbox.url}/bureaus/${name}`);
    service = await startForTest(
      ledgerSync({ hrss: hrss ?? '', medical: medical ?? '' }, {}, { pension: way, medical: way }),
      database.url,
      { CLOCK_URL: `${sandbox.url}/sandbox/clock` },
    );
  };
  beforeAll(async () => {
    database = await testDatabase();
    payment = await publisher('payment', database.url);
    const keyOf = (bureau: 'hrss' | 'medical-bureau') => {
      const { current = '', secrets = {} } = testEnvelopeKeys[bureau] ?? {};
      return { keyId: current, secret: secrets[current] };
    };
    const bureaus = { hrss: keyOf('hrss'), medical: keyOf('medical-bureau') };
    const group = `spec-${randomUUID()}`;
    const topics = JSON.stringify({ brokers: testKafka.brokers, group, bureaus });
    sandbox = await startSandbox(database.url, way === 'topic' ? { LEDGER_TOPICS: topics } : {});
    await startService();
  });
  afterAll(async () => {
    await service.stop();
    await payment.stop();
    await sandbox.stop();
    await database.drop();
  });

  const put = async (path: string, body: object): Promise<void> => {
    const reply = await fetch(`${sandbox.url}/sandbox/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(reply.status).toBe(200);
  };
  const clock = (now: string) => put('clock', { now: `${now}:00.000+08:00` });
  const fault = (mode: string, more: object = {}) =>
    put('faults', { bureau: 'medical', mode, times: 1, ...more });
  const tell = (type: ContractEventType, data: object): Promise<void> =>
    payment.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
  const settled = async (personId: string = randomUUID()): Promise<string> => {
    await tell('canbao.ledger.BundleSettled.v1', {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      district: '370102',
      scheme: 'pooled',
      total: '205.30',
      paidAt: '2022-05-18T10:00:00.000+08:00',
      items: items.map((item) => ({ ...item, base: '3746.00', rate: '0.03', orderId: personId })),
    });
    return personId;
  };
  const shown = async (personId: string, status: string): Promise<void> => {
    const found = await eventually(
      async () => (await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items[0],
      (item) => item?.status === status,
    );
    expect(found).toMatchObject({ status });
  };
  const postedIn = (partition: number): Promise<string> => {
    let personId = randomUUID();
    while (partitionOf(personId) !== partition) personId = randomUUID();
    return posted(personId);
  };
  const posted = async (of?: string): Promise<string> => {
    const personId = await settled(of);
    await shown(personId, 'posted');
    return personId;
  };
  const day = (of: string, status: string): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/bureau-days/medical/${of}`)).body,
      (found) => found.status === status,
    );
  const stored = async (of: string): Promise<string[]> =>
    (
      await database.query('select type from ledger_sync.events where stream = $1 order by version', [
        `bureau-day-medical-${of}`,
      ])
    ).map(({ type }) => type as string);

  it('is agreed after the day, with count and sum by what was paid for', async () => {
    // What lies on the topics already is booked before the day.
    await Promise.all(Array.from({ length: partitionCount }, (_, partition) => postedIn(partition)));
    await clock('2022-05-18T23:50');
    await posted();
    await posted();
    await clock('2022-05-19T00:29');
    const early = await service.call('operator', 'GET', '/v1/bureau-days/medical/2022-05-18');
    expect(['told', 'agreed']).not.toContain(early.body.status);
    await clock('2022-05-19T00:31');
    const agreed = await day('2022-05-18', 'agreed');
    const totals = { booked: { count: 2, amount: '410.60' }, reversed: none, items: byItem(2) };
    expect(agreed).toMatchObject({ ours: totals, theirs: totals, differences: [], leftOut: 0 });
    expect(agreed).not.toHaveProperty('askAgainAt');
  });

  it('names the month that the bureau has lost, and is agreed once both have the same', async () => {
    await clock('2022-05-20T12:00');
    const personId = await posted();
    await fault('totals-line-lost', { day: '2022-05-20' });
    await clock('2022-05-21T00:31');
    const different = await day('2022-05-20', 'different');
    expect(different).toMatchObject({
      ours: { booked: { count: 1, amount: '205.30' } },
      theirs: { booked: none, reversed: none, items: [] },
      differences: [{ personId, month, kind: 'booked', difference: 'missing-there', ours: '205.30' }],
      leftOut: 0,
    });
    await clock('2022-05-21T00:37');
    expect((await day('2022-05-20', 'agreed')).differences).toEqual([]);
    // A question that has its answer is asked anew under another id.
    expect(await stored('2022-05-20')).toEqual([
      'TotalsTold',
      'TotalsDiffered',
      'TotalsTold',
      'TotalsAgreed',
    ]);
  });

  it('names the month that the bureau has twice, and the one with another amount', async () => {
    await clock('2022-05-22T12:00');
    const personId = await posted();
    await fault('totals-line-doubled', { day: '2022-05-22' });
    await clock('2022-05-23T00:31');
    expect((await day('2022-05-22', 'different')).differences).toEqual([
      { personId, month, kind: 'booked', difference: 'missing-here', theirs: '205.30' },
    ]);
    await clock('2022-05-24T12:00');
    await fault('other-amount');
    const other = await posted();
    await clock('2022-05-25T00:31');
    expect((await day('2022-05-24', 'different')).differences).toEqual([
      { personId: other, month, kind: 'booked', difference: 'amount', ours: '205.30', theirs: '205.31' },
    ]);
  });

  it('that are wrong while every month is right are no agreement', async () => {
    await clock('2022-05-26T12:00');
    await posted();
    await fault('totals-wrong', { day: '2022-05-26' });
    await clock('2022-05-27T00:31');
    expect(await day('2022-05-26', 'different')).toMatchObject({
      theirs: { booked: { count: 1, amount: '205.31' } },
      differences: [],
    });
  });

  it('counts what goes back on the day on which the bureau reverses it, and not at all on its own day', async () => {
    await clock('2022-05-28T12:00');
    const [first, second] = [await posted(), await posted()];
    const back = (personId: string) =>
      tell('canbao.ledger.RefundDecided.v1', {
        personId,
        refundId: randomUUID(),
        insurance: 'medical',
        months: [{ month, orderIds: [personId] }],
        decidedAt: '2022-05-28T13:00:00.000+08:00',
      });
    await back(first);
    await shown(first, 'reversed');
    await clock('2022-05-29T00:31');
    expect((await day('2022-05-28', 'agreed')).theirs).toMatchObject({
      booked: { count: 1, amount: '205.30' },
      reversed: none,
    });
    await back(second);
    await shown(second, 'reversed');
    await clock('2022-05-30T00:31');
    expect((await day('2022-05-29', 'agreed')).theirs).toMatchObject({
      booked: none,
      reversed: { count: 1, amount: '205.30' },
    });
  });

  it('counts on the day of the bureau what is reversed later before its answer has come', async () => {
    if (way === 'topic') return;
    await clock('2022-06-10T12:00');
    const personId = randomUUID();
    await fault('timeout-after-accept', { personId });
    // So that nobody hears of the booking before it is to be reversed.
    await fault('down', { personId, times: 2 });
    await settled(personId);
    await shown(personId, 'unknown');
    await clock('2022-06-11T12:00');
    await tell('canbao.ledger.SettlementReversed.v1', {
      personId,
      orderId: personId,
      insurance: 'medical',
      months: [month],
      reversedAt: '2022-06-11T12:00:00.000+08:00',
    });
    await shown(personId, 'reversed');
    await clock('2022-06-12T00:31');
    const one = { count: 1, amount: '205.30' };
    expect((await day('2022-06-10', 'agreed')).ours).toMatchObject({ booked: one, reversed: none });
    expect((await day('2022-06-11', 'agreed')).ours).toMatchObject({ booked: none, reversed: one });
  });

  it('is agreed of a day on which nothing happened', async () => {
    await clock('2022-06-01T00:31');
    expect((await day('2022-05-31', 'agreed')).theirs).toEqual({ booked: none, reversed: none, items: [] });
  });

  it('is told to a bureau that says nothing under one id, and is a case of its own after twelve hours', async () => {
    await clock('2022-06-02T12:00');
    await posted();
    await fault('totals-silent', { day: '2022-06-02' });
    await clock('2022-06-03T00:31');
    const { totalsId } = await day('2022-06-02', 'told');
    if (way === 'http') {
      // Dead in the midst of it: the one that starts asks under the stored id.
      await service.stop();
      await startService();
      await clock('2022-06-03T00:37');
      expect((await day('2022-06-02', 'agreed')).totalsId).toBe(totalsId);
    } else {
      await clock('2022-06-03T13:00');
      expect((await day('2022-06-02', 'unanswered')).totalsId).toBe(totalsId);
      expect(await stored('2022-06-02')).toEqual(['TotalsTold', 'TotalsUnanswered']);
    }
  });

  it('is shown to the bureau itself and to no other', async () => {
    const path = '/v1/bureau-days/medical/2022-05-18';
    expect((await service.call('medical-bureau', 'GET', path)).status).toBe(200);
    expect((await service.call('hrss', 'GET', path)).status).toBe(404);
    expect((await service.call('operator', 'GET', '/v1/bureau-days/medical/2021-01-01')).status).toBe(404);
  });
});
