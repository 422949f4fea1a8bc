import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { day as dayOf, instant } from '@canbao/calendar';
import { dialectOf, writeDayFile } from '@canbao/channels';
import { bundleIdOf, type QuoteClaims } from '@canbao/contracts';
import type { StatementLine } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import {
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';

const ccb = { bank: 'ccb' } as const;
const [may18, may19, may20] = ['2022-05-18', '2022-05-19', '2022-05-20'];
const pooled = { 'pooled-unit': '300.00', 'pooled-personal': '75.00', 'mutual-aid': '9.00' } as const;

describe('the day end on a real database', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let clock: Server;
  let polls = 0;
  let now = '2022-05-18T12:00:00.000+08:00';

  beforeAll(async () => {
    database = await testDatabase();
    clock = createServer((_, response) => {
      polls += 1;
      response.end(JSON.stringify({ now, version: 0 }));
    });
    await new Promise<void>((resolve) => clock.listen(0, '127.0.0.1', resolve));
    const { port } = clock.address() as AddressInfo;
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: `http://127.0.0.1:${port}` });
    await at(now);
  });
  afterAll(async () => {
    await service.stop();
    clock.close();
    await database.drop();
  });

  const at = async (instantText: string): Promise<void> => {
    now = instantText;
    const before = polls;
    await eventually(
      async () => polls,
      (count) => count > before + 1,
    );
  };

  /** Takes money at the counter for a person of their own: 1,000 yuan of pension, or 384 of medical. */
  const collect = async (
    channelTransactionNo: string,
    insurance: 'pension' | 'medical' = 'pension',
    change: object = {},
  ): Promise<Reply> => {
    const personId = randomUUID();
    const lines =
      insurance === 'pension'
        ? [
            {
              item: 'pension',
              month: '2022-05',
              base: '5000.00',
              rate: '0.2',
              amount: '1000.00',
              parts: { pooledFund: '600.00', personalAccount: '400.00' },
            },
          ]
        : Object.entries(pooled).map(([item, amount]) => ({
            item,
            month: '2022-05',
            base: amount,
            rate: '1',
            amount,
            bundleId: bundleIdOf(personId, '2022-05'),
          }));
    const total = insurance === 'pension' ? '1000.00' : '384.00';
    const bundle = {
      bundleId: bundleIdOf(personId, '2022-05'),
      month: '2022-05',
      scheme: 'pooled',
      items: Object.keys(pooled),
    };
    const minutes = (n: number): string =>
      instant(new Date(Date.parse(now) + n * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00'));
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance,
      district: '370102',
      lines,
      total,
      issuedAt: minutes(-2),
      expiresAt: minutes(20),
      certificateHash: 'none',
      ...(insurance === 'medical' ? { bundles: [bundle] } : {}),
    } as QuoteClaims;
    return service.call(ccb, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, keys),
      channelTransactionNo,
      amount: total,
      paidAt: minutes(-1),
      method: 'cash',
      ...change,
    });
  };
  const line = (
    transactionNo: string,
    amount = '1000.00',
    change: Partial<StatementLine> = {},
  ): StatementLine => ({
    kind: 'payment',
    orderNo: '',
    transactionNo,
    amount: yuan(amount),
    at: instant('2022-05-18T12:00:00+08:00'),
    status: 'paid',
    ...change,
  });
  const fileOf = (day: string, lines: readonly StatementLine[], channel: 'ccb' | 'icbc' = 'ccb'): Buffer =>
    writeDayFile({ institution: channel, day: dayOf(day), dialect: dialectOf(channel) }, lines);
  const send = (day: string, file: Buffer | string, query = '', as: object = ccb): Promise<Reply> =>
    service.call(as as never, 'POST', `/v1/channel-statements/ccb/${day}${query}`, file.toString(), {
      'content-type': 'text/plain',
    });
  const dayIs = async (day: string, satisfied: (body: any) => boolean): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/reconciliations/ccb/${day}`)).body,
      satisfied,
      20_000,
    );
  const caseOf = (reference: string, satisfied: (body: any) => boolean): Promise<any> =>
    eventually(
      async () =>
        (await service.call('operator', 'GET', '/v1/cases')).body.items.find(
          (item: any) => item.reference === reference,
        ),
      (found) => found !== undefined && satisfied(found),
      20_000,
    );

  it('matches what agrees, and carries what may be a matter of the cut', async () => {
    expect((await collect('T1')).status).toBe(201);
    await collect('T2', 'medical');
    await collect('T3');
    await collect('T4');
    await service.call(ccb, 'POST', '/v1/collections/T4/reversal', {});
    const sent = await send(may18, fileOf(may18, [line('T1'), line('T2', '384.00'), line('X9', '500.00')]));
    expect(sent.body).toMatchObject({ outcome: 'taken' });
    const body = await dayIs(may18, ({ matchedAt }) => matchedAt !== undefined);
    expect(body).toMatchObject({
      status: 'differences',
      theirs: { count: 3, amount: '1884.00' },
      ours: { count: 3, amount: '2384.00' },
      matched: { count: 2, amount: '1384.00' },
      differences: {
        'channel-only': { count: 1, amount: '500.00' },
        'ours-only': { count: 1, amount: '1000.00' },
      },
    });
    expect(body.items.map((item: any) => item.state)).toEqual(['carried', 'carried']);
  });

  it('makes what the next day does not have a case, books what the channel alone has, and closes by proof', async () => {
    await at('2022-05-19T20:00:00.000+08:00');
    await send(may19, fileOf(may19, []));
    const short = await caseOf('T3', ({ probes }) => probes > 0);
    expect(short).toMatchObject({ kind: 'ours-only', status: 'open', amount: '1000.00', owner: 'channel' });
    const long = await caseOf('X9', ({ status }) => status === 'closed');
    expect(long).toMatchObject({ kind: 'channel-only', proof: { kind: 'receipt', amount: '500.00' } });
    const suspense = await service.call(
      'operator',
      'GET',
      '/v1/ledger/accounts/2901.suspense.quote-unknown/entries',
    );
    expect(suspense.body.items).toMatchObject([{ amount: '-500.00', because: 'UnidentifiedReceiptKept' }]);

    await at('2022-05-20T20:00:00.000+08:00');
    await send(may20, fileOf(may20, [line('T3')]));
    expect(await caseOf('T3', ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'statement-line', amount: '1000.00' },
    });
    expect(await dayIs(may18, ({ status }) => status === 'closed')).toMatchObject({ differences: {} });
  });

  it('says in the report of the day where every fen is', async () => {
    const { body } = await service.call('auditor', 'GET', `/v1/reports/days/${may18}`);
    expect(body).toMatchObject({
      moved: '1884.00',
      explained: '1884.00',
      unexplained: '0.00',
      openCases: { count: 0 },
      channels: [{ channel: 'ccb', toFunds: '2384.00', inSuspense: '500.00', unexplained: '0.00' }],
    });
    expect(body.funds).toEqual([
      { account: '2101.pension.personal-account', amount: '800.00' },
      { account: '2101.pension.pooled-fund', amount: '1200.00' },
      { account: '2201.medical.mutual-aid', amount: '9.00' },
      { account: '2201.medical.pooled-personal', amount: '75.00' },
      { account: '2201.medical.pooled-unit', amount: '300.00' },
    ]);
  });
});
