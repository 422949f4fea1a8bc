import { createHash } from 'node:crypto';
import { instant } from '@canbao/calendar';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { payment } from '../src/payment';
import { Counter, fileOf, line } from './counter';

const ccb = { bank: 'ccb' } as const;
const [may18, may19, may20] = ['2022-05-18', '2022-05-19', '2022-05-20'] as const;

describe('the day end on a real database', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let counter: Counter;
  const clock = new SpecClock('2022-05-18T12:00:00.000+08:00');

  beforeAll(async () => {
    database = await testDatabase();
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    counter = new Counter(service, keys, clock.now);
  });
  afterAll(async () => {
    await service.stop();
    clock.stop();
    await database.drop();
  });

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
    expect((await counter.collect('T1')).status).toBe(201);
    await counter.collect('T2', 'medical');
    await counter.collect('T3');
    await counter.collect('T4');
    await service.call(ccb, 'POST', '/v1/collections/T4/reversal', {});
    const sent = await counter.send(
      may18,
      fileOf(may18, [line('T1'), line('T2', '384.00'), line('X9', '500.00')]),
    );
    expect(sent.body).toMatchObject({ outcome: 'taken' });
    const body = await counter.dayIs(may18, ({ matchedAt }) => matchedAt !== undefined);
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
    await clock.moveTo('2022-05-19T20:00:00.000+08:00');
    await counter.send(may19, fileOf(may19, []));
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

    await clock.moveTo('2022-05-20T20:00:00.000+08:00');
    await counter.send(may20, fileOf(may20, [line('T3')]));
    expect(await caseOf('T3', ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'statement-line', amount: '1000.00' },
    });
    expect(await counter.dayIs(may18, ({ status }) => status === 'closed')).toMatchObject({
      differences: {},
    });
  });

  it('says in the report of the day where every fen is', async () => {
    const { body } = await service.call('auditor', 'GET', `/v1/reports/days/${may18}`);
    expect(body).toMatchObject({
      moved: '1884.00',
      explained: '1884.00',
      unexplained: '0.00',
      // No bureau has answered here.
      openCases: { count: 3 },
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

  it.each([
    ['a line changed', (file: string) => file.replace('|T1|', '|T9|'), 'hash'],
    ['a line missing', (file: string) => file.replace(/P.*T1.*\n/, ''), 'hash'],
    ['its end cut off', (file: string) => file.slice(0, -80), 'format'],
    ['another day', (file: string) => file.replaceAll(may20, may19), 'format'],
    ['bytes of another encoding', () => Buffer.from([0xff, 0xfe, 0x0a]), 'encoding'],
    ['a blank', () => ' ', 'encoding'],
  ])('refuses a file whole for %s', async (_, change, because) => {
    const whole = fileOf(may20, [line('T1'), line('T2')]).toString();
    const { status, body } = await counter.send(may20, change(whole));
    expect([status, body.code]).toEqual([422, 'statement-refused']);
    expect(body.details).toEqual({ because });
    expect(
      await database.query(`select from payment.statement_lines l join payment.statements s
      on s.id = l.statement_id where s.state = 'refused'`),
    ).toEqual([]);
  });

  it('refuses a file in which a number comes twice, one of another bank, and one of tomorrow', async () => {
    const twice = await counter.send(may20, fileOf(may20, [line('T7'), line('T7')]));
    expect(twice.body).toMatchObject({ code: 'statement-refused', details: { because: 'line-repeated' } });
    const other = await counter.send(may20, fileOf(may20, []), '', 'icbc');
    expect(other.body.code).toBe('statement-of-another-channel');
    const tomorrow = await counter.send('2022-05-21', fileOf('2022-05-21', []));
    expect(tomorrow.body.code).toBe('day-not-over');
    expect((await service.call({ bank: 'icbc' }, 'GET', `/v1/reconciliations/ccb/${may18}`)).status).toBe(
      404,
    );
  });

  it('takes the same file twice with one effect, and another one as its correction', async () => {
    const first = fileOf(may20, [line('T3'), line('X1', '7.00')]);
    const sent = await counter.send(may20, first);
    expect(sent.body.outcome).toBe('taken');
    expect((await counter.send(may20, first)).body).toEqual({ ...sent.body, outcome: 'repeated' });
    const digest = createHash('sha256').update(first).digest('hex');
    expect((await counter.send(may20, first, `?digest=${digest}`)).body.outcome).toBe('repeated');
    await counter.dayIs(may20, ({ status }) => status === 'differences');
    const corrected = line('T3', '1000.00', { at: instant('2022-05-18T12:00:01+08:00') });
    await counter.send(may20, fileOf(may20, [corrected]));
    const body = await counter.dayIs(may20, ({ status }) => status === 'closed');
    expect(new Set(body.items.map(({ state }: any) => state))).toEqual(new Set(['explained']));
    expect(body.statements.map(({ state }: any) => state)).toEqual(
      expect.arrayContaining(['superseded', 'in-force']),
    );
    // The first file comes late again: it does not turn the correction back.
    expect((await counter.send(may20, first)).body.outcome).toBe('repeated');
    expect((await counter.dayIs(may20, () => true)).status).toBe('closed');
  });

  it('closes a case by a proof that is looked up and that two operators believe', async () => {
    await counter.send(may19, fileOf(may19, [line('Q1', '5.00', { status: 'NEW_WORD' })]));
    await counter.dayIs(may19, ({ differences }) => Object.keys(differences).join() === 'status');
    await clock.moveTo('2022-05-21T13:00:00.000+08:00');
    const open = await caseOf('Q1', ({ probes }) => probes > 0);
    expect(open).toMatchObject({ kind: 'status', status: 'open', amount: '5.00' });
    const act = (body: object, as: object = { operator: 'operator-1' }) =>
      service.call(as as never, 'POST', `/v1/cases/${open.caseId}/actions`, body);
    expect((await act({ action: 'note', note: 'the bank was called' })).body).toMatchObject({ done: true });
    const nothing = { kind: 'statement-line', reference: 'statement 999 line 1' };
    expect((await act({ action: 'close', proof: nothing, because: 'x' })).body.code).toBe('proof-not-found');
    const other = { kind: 'treasury-receipt', reference: 'event 1' };
    expect((await act({ action: 'close', proof: other, because: 'x' })).status).toBe(422);
    const said = { kind: 'corrected-statement', reference: 'letter 12/2022 of the bank' };
    const { body } = await act({ action: 'close', proof: said, because: 'the bank withdraws the line' });
    expect(body.done).toBe(false);
    const path = `/v1/operations/payment/proposals/${body.proposal.proposalId}/approval`;
    expect((await service.call({ operator: 'operator-1' }, 'POST', path, {})).status).toBe(403);
    expect((await service.call({ operator: 'operator-2' }, 'POST', path, {})).body.status).toBe('done');
    const closed = (await service.call('auditor', 'GET', `/v1/cases/${open.caseId}`)).body;
    expect(closed).toMatchObject({ status: 'closed', proof: said });
    expect((await counter.dayIs(may19, ({ status }) => status === 'closed')).differences).toEqual({});
    expect(closed.history.map(({ type }: any) => type)).toContain('CaseClosed');
  });

  // The last one: for a while the day end opens a case for each of its lines.
  it('refuses a file that is not the one that was named, and goes on with one that broke off', async () => {
    const lines = Array.from({ length: 25_000 }, (_, index) => line(`N${index}`, '1.00'));
    const file = fileOf(may19, lines);
    const digest = createHash('sha256').update(file).digest('hex');
    const wrong = await counter.send(may19, fileOf(may19, [line('T1')]), `?digest=${digest}`);
    expect(wrong.body).toMatchObject({ code: 'statement-refused', details: { because: 'digest' } });
    const controller = new AbortController();
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, Math.floor(file.length * 0.9));
      await eventually(
        async () => (await counter.dayIs(may19, () => true)).statements.at(-1),
        ({ state, lines: stored }: any) => state === 'receiving' && stored >= 20_000,
        20_000,
      );
      controller.abort();
    }
    const path = `${service.url}/v1/channel-statements/ccb/${may19}?digest=${digest}`;
    const headers = { 'content-type': 'text/plain', authorization: await service.authorizationOf(ccb) };
    const request = { method: 'POST', headers, body: cut(), duplex: 'half', signal: controller.signal };
    await expect(fetch(path, request as never)).rejects.toThrow();
    const again = await eventually(
      () => counter.send(may19, file, `?digest=${digest}`),
      ({ body }) => body.code !== 'statement-under-way',
    );
    expect(again.body.outcome).toBe('taken');
    const [{ n }] = await database.query(
      'select count(*)::int as n from payment.statement_lines where statement_id = $1',
      [again.body.statementId],
    );
    expect(n).toBe(25_000);
  }, 60_000);
});
