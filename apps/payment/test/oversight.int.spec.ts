import { hash, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { fromFen, toFen, yuan } from '@canbao/money';
import { inTransaction } from '@canbao/postgres';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { gatherTotals } from '../src/day-end/gather-totals';
import { payment } from '../src/payment';
import { Counter } from './counter';

const signed = (text: string): bigint =>
  text.startsWith('-') ? -toFen(yuan(text.slice(1))) : toFen(yuan(text));
/** What has come and not gone, and where it is: the same money. */
const here = (figures: any): string => fromFen(signed(figures.moneyIn) - signed(figures.moneyOut));
const places = ({ settled, inSuspense, refundPayable }: any): string =>
  fromFen(signed(settled) + signed(inSuspense) + signed(refundPayable));

describe('what operators look at, on a real database', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let counter: Counter;
  const clock = new SpecClock('2022-05-18T12:00:00.000+08:00');
  const orders: Record<string, any> = {};

  beforeAll(async () => {
    database = await testDatabase();
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    counter = new Counter(service, keys, clock.now);
    orders['T1'] = (await counter.collect('T1')).body;
    orders['T2'] = (await counter.collect('T2', 'medical')).body;
    // Too little: it waits in suspense.
    orders['T3'] = (await counter.collect('T3', 'pension', { amount: '999.99' })).body;
    orders['T4'] = (await counter.collect('T4')).body;
    await service.call({ bank: 'ccb' }, 'POST', '/v1/collections/T4/reversal', {});
    await clock.moveTo('2022-05-19T09:00:00.000+08:00');
    orders['T5'] = (await counter.collect('T5', 'medical')).body;
    orders['T6'] = (await counter.report('T6', ['2022-03', '2022-04'])).body;
  });
  afterAll(async () => {
    await service.stop();
    clock.stop();
    await database.drop();
  });

  const get = async (path: string): Promise<any> => (await service.call('operator', 'GET', path)).body;
  const statistics = (from = '2022-05-01', until = '2022-05-31'): Promise<any> =>
    get(`/v1/statistics?from=${from}&until=${until}`);
  const counted = (): Promise<any> =>
    eventually(statistics, ({ total, position }) => total?.receipts === 6 && position !== '0', 20_000);

  it('counts by business day, channel, district and insurance what came in and where it is', async () => {
    const body = await counted();
    expect(body.total).toEqual({
      receipts: 6,
      moneyIn: '5767.99',
      moneyOut: '1000.00',
      settled: '3768.00',
      inSuspense: '999.99',
      refundPayable: '0.00',
      inTreasury: '0.00',
      posted: '0.00',
    });
    expect(body.days.map((day: any) => [day.day, day.receipts, day.moneyIn, day.settled])).toEqual([
      ['2022-05-18', 4, '3383.99', '1384.00'],
      ['2022-05-19', 2, '2384.00', '2384.00'],
    ]);
    expect(body.channels).toMatchObject([{ channel: 'ccb', moneyIn: '5767.99', moneyOut: '1000.00' }]);
    expect(body.districts).toEqual([{ district: '370102', settled: '3768.00', posted: '0.00' }]);
    expect(body.insurances).toMatchObject([
      { insurance: 'medical', moneyIn: '768.00', settled: '768.00' },
      { insurance: 'pension', moneyIn: '4999.99', settled: '3000.00' },
    ]);
  });

  it('agrees with itself and, to the fen, with the trial balance at its position', async () => {
    const body = await counted();
    for (const figures of [body.total, ...body.days, ...body.channels, ...body.insurances])
      expect(here(figures)).toBe(places(figures));
    const { accounts } = await get(`/v1/ledger/trial-balance?at=${body.position}`);
    expect(accounts.map(({ balance: _, ...account }: any) => account)).toEqual(body.accounts);
    expect(accounts.length).toBeGreaterThan(5);
  });

  it('is what its entries make, in steps of another size', async () => {
    const before = await counted();
    const pool = new Pool({ connectionString: database.url, options: '-c search_path=payment', max: 1 });
    await pool.query(`delete from day_totals; update day_end_cursor set position = 0 where name = 'totals'`);
    const steps = [3, 7, 1, 100];
    for (const most of steps) await inTransaction(pool, (client) => gatherTotals(client, most));
    while (await inTransaction(pool, (client) => gatherTotals(client, 2)));
    await pool.end();
    expect(await statistics()).toEqual(before);
  });

  it('knows nothing of days without money, and refuses more than 400 days', async () => {
    expect(await statistics('2021-05-01', '2021-05-31')).toMatchObject({
      total: { receipts: 0, moneyIn: '0.00' },
      days: [],
      accounts: [],
    });
    const reply = await service.call('operator', 'GET', '/v1/statistics?from=2020-01-01&until=2022-05-31');
    expect(reply.status).toBe(400);
  });

  it('finds an order by each of its numbers', async () => {
    await counted();
    const { orderId, receiptNo } = orders['T2'];
    const search = async (number: string): Promise<any[]> =>
      (await service.call('operator', 'POST', '/v1/searches', { number })).body.items;
    const [order] = await search(orderId);
    expect(order).toMatchObject({
      found: 'order',
      orderId,
      receiptNo,
      channelTransactionNo: 'T2',
      channel: 'ccb',
      insurance: 'medical',
      months: ['2022-05'],
      status: 'paid',
      amount: '384.00',
    });
    for (const [number, kind] of [
      [receiptNo, 'receipt'],
      [orders['T6'].receiptNo, 'receipt'],
      [` ${orderId.toUpperCase()} `, 'order'],
      [order.personId, 'person'],
      [`${order.personId}:2022-05`, 'bundle'],
      [orderId.replaceAll('-', ''), 'channel-order'],
    ])
      expect([number, (await search(number))[0]?.found]).toEqual([number, kind]);
    const long = `CCB-${randomUUID()}`;
    await counter.collect(long);
    expect(
      await eventually(
        () => search(long),
        (items) => items.length > 0,
      ),
    ).toMatchObject([{ found: 'channel-transaction', channelTransactionNo: long }]);
    expect(await search(randomUUID())).toEqual([]);
  });

  it('tells an order’s life: money, settlement, reversal, each with who and when', async () => {
    const life = await get(`/v1/orders/${orders['T4'].orderId}/life`);
    expect(life).toMatchObject({ status: 'reversed', channelTransactionNo: 'T4', channel: 'ccb' });
    const types = life.items.map(({ type }: any) => type);
    for (const type of ['PaymentCaptured', 'PensionMonthsSettled', 'PensionMonthPaid', 'CollectionReversed'])
      expect(types).toContain(type);
    for (const item of life.items) expect(item).toMatchObject({ service: 'payment', at: expect.any(String) });
    const unknown = await service.call('operator', 'GET', `/v1/orders/${randomUUID()}/life`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'order-not-found' } });
  });

  it('exports the entries of days and of an account, whose sums are those of the books', async () => {
    const csv = async (query: string): Promise<string[][]> => {
      const response = await fetch(`${service.url}/v1/ledger/entries.csv?${query}`, {
        headers: { authorization: await service.authorizationOf('operator') },
      });
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      const text = Buffer.from(await response.arrayBuffer()).toString();
      expect(text.startsWith('\uFEFF')).toBe(true);
      return text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line: string) => line.split(','));
    };
    const sum = (lines: string[][], column: number): string =>
      fromFen(lines.reduce((all, line) => all + toFen(yuan(line[column] || '0.00')), 0n));
    const all = await csv('from=2022-05-18&until=2022-05-19');
    expect(sum(all, 3)).toBe(sum(all, 4));
    const { accounts } = await get('/v1/ledger/trial-balance');
    const cash = accounts.find(({ code }: any) => code === '1001.ccb');
    const own = await csv('from=2022-05-18&until=2022-05-19&account=1001.ccb');
    expect([sum(own, 3), sum(own, 4)]).toEqual([cash.debit, cash.credit]);
    expect(await csv('from=2022-05-20&until=2022-05-21')).toEqual([]);
  });

  it('records who has taken which file, before it leaves', async () => {
    const taken = async (): Promise<any[]> =>
      (await get('/v1/operations/payment/security-log')).items.filter(
        ({ canbao }: any) => canbao.action === 'export-entries',
      );
    const before = await taken();
    const days = { from: '2022-05-18', until: '2022-05-18' };
    const response = await fetch(
      `${service.url}/v1/ledger/entries.csv?${new URLSearchParams({ ...days, account: '1001.ccb' })}`,
      { headers: { authorization: await service.authorizationOf('auditor') } },
    );
    const file = Buffer.from(await response.arrayBuffer());
    const added = (await taken()).slice(before.length);
    expect(added).toMatchObject([
      {
        event: { kind: 'OperatorActed' },
        user: { id: 'auditor:auditor' },
        canbao: {
          role: 'auditor',
          details: {
            ...days,
            account: '1001.ccb',
            bytes: String(file.length),
            sha256: hash('sha256', file),
          },
        },
      },
    ]);
    await service.call('operator', 'GET', '/v1/ledger/entries.csv?from=2022-05-18&until=x');
    expect(await taken()).toHaveLength(before.length + 1);
  });
});
