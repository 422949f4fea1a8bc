import { randomUUID } from 'node:crypto';
import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { publisher } from '@canbao/test-servers/publisher';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { payment } from '../src/payment';
import { Counter } from './counter';

const postedAt = '2022-05-18T12:01:00.000+08:00';

describe("the bureau's leg of the day end on real servers", () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let ledgerSync: Awaited<ReturnType<typeof publisher>>;
  let counter: Counter;
  const clock = new SpecClock('2022-05-18T12:00:00.000+08:00');

  beforeAll(async () => {
    database = await testDatabase();
    ledgerSync = await publisher('ledger-sync', database.url);
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    counter = new Counter(service, keys, clock.now);
    await eventually(
      async () => (await service.call('operator', 'GET', '/v1/cases')).status,
      (status) => status === 200,
    );
  });
  afterAll(async () => {
    await ledgerSync.stop();
    await service.stop();
    clock.stop();
    await database.drop();
  });

  const tell = (type: ContractEventType, data: object): Promise<void> =>
    ledgerSync.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
  /** Collects a month, and sees it settled before the clock moves. */
  const collect = async (number: string): Promise<{ personId: string; month: string }> => {
    const { body } = await counter.collect(number);
    const [row] = await database.query('select person_id from payment.orders where order_id = $1', [
      body.orderId,
    ]);
    await eventually(
      () => database.query('select from payment.bureau_items where person_id = $1', [row.person_id]),
      (rows) => rows.length === 1,
      20_000,
    );
    return { personId: row.person_id, month: '2022-05' };
  };
  const caseAbout = (personId: string, satisfied: (found: any) => boolean): Promise<any> =>
    eventually(
      async () =>
        (await service.call('operator', 'GET', '/v1/cases')).body.items.findLast((item: any) =>
          item.reference.includes(personId),
        ),
      (found) => found !== undefined && satisfied(found),
      20_000,
    );
  const answered = (personId: string): Promise<any> =>
    eventually(
      () =>
        database.query('select answer, agrees from payment.bureau_items where person_id = $1', [personId]),
      (rows) => typeof rows[0]?.answer === 'string',
      20_000,
    );
  const posted = (about: object, change: object = {}): Promise<void> =>
    tell('canbao.ledger-sync.PensionMonthPosted.v1', {
      ...about,
      bureauReceiptNo: 'RS1',
      postedAt,
      ...change,
    });

  it('agrees with what the bureau has booked, and has no case', async () => {
    const about = await collect('T1');
    await posted(about, { bookedTotal: '1000.00' });
    expect(await answered(about.personId)).toEqual([{ answer: 'posted', agrees: true }]);
    const { body } = await service.call('operator', 'GET', '/v1/cases');
    expect(body.items.filter(({ reference }: any) => reference.includes(about.personId))).toEqual([]);
  });

  it('of another amount is a case with both amounts', async () => {
    const about = await collect('T2');
    await posted(about, { bookedTotal: '1000.01' });
    expect(await caseAbout(about.personId, () => true)).toMatchObject({
      kind: 'bureau-amount',
      owner: 'bureau',
      amount: '1000.00',
      cause: expect.stringContaining('1000.01'),
    });
  });

  it('that is refused is a case, which closes by itself once the bureau has booked it', async () => {
    const about = await collect('T3');
    await tell('canbao.ledger-sync.PostingRefused.v1', {
      ...about,
      insurance: 'pension',
      reason: '人员状态异常',
      refusedAt: postedAt,
    });
    expect(await caseAbout(about.personId, () => true)).toMatchObject({
      kind: 'bureau-refused',
      status: 'open',
      cause: expect.stringContaining('人员状态异常'),
    });
    await posted(about);
    expect(await caseAbout(about.personId, ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'bureau-answer', reference: expect.stringMatching(/^event \d+$/) },
    });
  });

  it('that nobody paid is a case when its answer is due', async () => {
    const personId = randomUUID();
    await posted({ personId, month: '2022-05' }, { bookedTotal: '7.00' });
    await answered(personId);
    await clock.moveTo('2022-05-20T12:00:30.000+08:00');
    expect(await caseAbout(personId, () => true)).toMatchObject({ kind: 'bureau-conflict', amount: '7.00' });
  });

  it('without an answer in time is a case until the answer comes', async () => {
    await clock.moveTo('2022-05-20T13:00:00.000+08:00');
    const about = await collect('T4');
    await clock.moveTo('2022-05-22T12:00:30.000+08:00');
    expect(await caseAbout(about.personId, () => true)).toMatchObject({
      kind: 'bureau-missing',
      amount: '1000.00',
    });
    await posted(about);
    expect(await caseAbout(about.personId, ({ status }) => status === 'closed')).toMatchObject({
      kind: 'bureau-missing',
      proof: { kind: 'bureau-answer' },
    });
  });

  describe('of what final limits have added to a month', () => {
    const addition = {
      item: 'pension-true-up',
      month: '2022-05',
      base: '234.00',
      rate: '0.2',
      amount: '46.80',
      parts: { pooledFund: '28.08', personalAccount: '18.72' },
    };
    /** Pays the month and then what was added to it, and sees both settled. */
    const collectBoth = async (number: string): Promise<{ personId: string; month: string }> => {
      const about = await collect(number);
      const { body } = await counter.collect(
        `${number}-added`,
        'pension',
        {},
        {
          personId: about.personId,
          lines: [addition],
          total: '46.80',
        },
      );
      expect(body).toMatchObject({ status: 'paid', total: '46.80' });
      await eventually(
        () => database.query('select from payment.bureau_items where person_id = $1', [about.personId]),
        (rows) => rows.length === 2,
        20_000,
      );
      return about;
    };
    const legs = (personId: string): Promise<any> =>
      database.query(
        `select added, fen::int as fen, answer, agrees from payment.bureau_items where person_id = $1
         order by added`,
        [personId],
      );

    it('is held beside the month: each has its own answer, and a case of its own', async () => {
      const about = await collectBoth('T6');
      await posted(about, { bookedTotal: '1000.00' });
      await tell('canbao.ledger-sync.TrueUpRefused.v1', { ...about, reason: '已停保', refusedAt: postedAt });
      const found = await caseAbout(about.personId, () => true);
      expect(found).toMatchObject({ kind: 'bureau-refused', amount: '46.80' });
      expect(found.reference).toContain('2022-05-true-up/');
      await tell('canbao.ledger-sync.TrueUpPosted.v1', { ...about, bureauReceiptNo: 'RS2', postedAt });
      await caseAbout(about.personId, ({ status }) => status === 'closed');
      expect(await legs(about.personId)).toEqual([
        { added: false, fen: 100_000, answer: 'posted', agrees: true },
        { added: true, fen: 4_680, answer: 'posted', agrees: true },
      ]);
    });

    it('agrees again once the counter and the bureau have taken it back; the month stays booked', async () => {
      const about = await collectBoth('T7');
      await posted(about);
      await tell('canbao.ledger-sync.TrueUpPosted.v1', { ...about, bureauReceiptNo: 'RS2', postedAt });
      await service.call({ bank: 'ccb' }, 'POST', '/v1/collections/T7-added/reversal', {});
      await tell('canbao.ledger-sync.TrueUpUnposted.v1', { ...about, was: 'reversed', unpostedAt: postedAt });
      expect(
        await eventually(
          () => legs(about.personId),
          (rows) => rows[1].answer === 'reversed',
          20_000,
        ),
      ).toMatchObject([
        { answer: 'posted', agrees: true },
        { answer: 'reversed', agrees: true },
      ]);
    });
  });

  it('that the bureau keeps although the counter took it back is a case until it is taken out', async () => {
    await clock.moveTo('2022-05-23T12:00:00.000+08:00');
    const about = await collect('T5');
    await posted(about);
    await answered(about.personId);
    await service.call({ bank: 'ccb' }, 'POST', '/v1/collections/T5/reversal', {});
    await clock.moveTo('2022-05-25T12:00:30.000+08:00');
    expect(await caseAbout(about.personId, () => true)).toMatchObject({ kind: 'bureau-conflict' });
    await tell('canbao.ledger-sync.PostingReversed.v1', {
      ...about,
      insurance: 'pension',
      reversedAt: clock.now(),
    });
    expect(await caseAbout(about.personId, ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'bureau-answer' },
    });
  });

  it('counts in statistics what is booked now, on the day of its money', async () => {
    const { body } = await service.call('operator', 'GET', '/v1/statistics?from=2022-05-01&until=2022-05-31');
    expect(body.days.map(({ day, posted }: any) => [day, posted])).toEqual([
      ['2022-05-18', '3000.01'],
      ['2022-05-20', '1000.00'],
      ['2022-05-22', '2046.80'],
      ['2022-05-23', '0.00'],
    ]);
    expect(body.districts).toMatchObject([{ district: '370102', posted: '6046.81' }]);
  });

  it('that the bureau refuses to reverse is a case at once, until it is taken out', async () => {
    const about = await collect('T8');
    await posted(about);
    await answered(about.personId);
    await service.call({ bank: 'ccb' }, 'POST', '/v1/collections/T8/reversal', {});
    await tell('canbao.ledger-sync.ReversalRefused.v1', {
      ...about,
      insurance: 'pension',
      reason: '待遇已发放',
      refusedAt: clock.now(),
    });
    expect(await caseAbout(about.personId, () => true)).toMatchObject({
      kind: 'bureau-unreversed',
      status: 'open',
      owner: 'bureau',
      amount: '1000.00',
      cause: '拒绝冲销: 待遇已发放',
    });
    await tell('canbao.ledger-sync.PostingReversed.v1', {
      ...about,
      insurance: 'pension',
      reversedAt: clock.now(),
    });
    expect(await caseAbout(about.personId, ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'bureau-answer' },
    });
  });

  it.each(['pension', 'medical'] as const)(
    'of %s that the bureau keeps is paid as before once two operators have decided that the money stays',
    async (insurance) => {
      const balances = async (): Promise<any[]> => {
        const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
        expect(body.total).toBe('0.00');
        return body.accounts.filter(({ account }: any) => /^2(1|2|902)/.test(account));
      };
      const { body: paid } = await counter.collect(`K-${insurance}`, insurance);
      const [{ person_id: personId }] = await database.query(
        'select person_id from payment.orders where order_id = $1',
        [paid.orderId],
      );
      const about = { personId, insurance, month: '2022-05' };
      const isBundle = insurance === 'medical';
      await tell(`canbao.ledger-sync.${isBundle ? 'BundlePosted' : 'PensionMonthPosted'}.v1`, {
        personId,
        month: '2022-05',
        ...(isBundle ? { bundleId: `${personId}:2022-05` } : {}),
        bureauReceiptNo: 'RS9',
        postedAt,
      });
      await answered(personId);
      const before = await balances();
      const told = (): Promise<any[]> =>
        database.query(
          `select month, fen, array(select account || ' ' || part
             from unnest(accounts, fund_fen) as f(account, part) order by 1) as funds
           from payment.treasury_items where person_id = $1`,
          [personId],
        );
      const toTell = await told();
      expect(toTell).toHaveLength(1);

      const asked = { receiptNo: paid.receiptNo, months: ['2022-05'], reason: 'error' };
      const { body: applied } = await service.call({ operator: 'op-1' }, 'POST', '/v1/refunds', asked);
      const path = `/v1/refunds/${applied.refundId}`;
      await service.call({ operator: 'op-2' }, 'POST', `${path}/approval`, {});
      const owner = isBundle ? 'medical-bureau' : 'hrss';
      expect((await service.call(owner, 'POST', `${path}/approval`, {})).body.status).toBe('unposting');
      await eventually(told, (rows) => rows.length === 0, 20_000);
      const propose = (): Promise<any> =>
        service.call({ operator: 'op-1' }, 'POST', `${path}/taking-back`, { reason: '待遇已发放，款项不退' });
      expect((await propose()).body).toMatchObject({ code: 'taking-back-not-due' });

      await tell('canbao.ledger-sync.ReversalRefused.v1', {
        ...about,
        refundId: applied.refundId,
        reason: '待遇已发放',
        refusedAt: clock.now(),
      });
      expect(await caseAbout(personId, () => true)).toMatchObject({
        kind: 'bureau-unreversed',
        status: 'open',
      });
      const refund = async (): Promise<any> => (await service.call('operator', 'GET', path)).body;
      expect(await eventually(refund, ({ waitsFor }) => waitsFor === 'operator', 20_000)).toMatchObject({
        status: 'unposting',
        statusText: '经办机构未予冲销该月份的记账，款项暂未退回，工作人员正在核实。',
      });

      const { body: proposed } = await propose();
      const approval = `/v1/operations/payment/proposals/${proposed.proposalId}/approval`;
      expect((await service.call({ operator: 'op-1' }, 'POST', approval, {})).status).toBe(403);
      expect((await service.call({ operator: 'op-2' }, 'POST', approval, {})).body.status).toBe('done');
      expect(await refund()).toMatchObject({
        status: 'closed',
        statusText: '经办机构未予冲销，经核实终止退费：款项未退回，该月份仍计为已缴费。',
        rejectedBecause: '待遇已发放，款项不退',
      });
      expect(await balances()).toEqual(before);
      expect(await eventually(told, (rows) => rows.length === 1, 20_000)).toEqual(toTell);
      expect(
        await eventually(
          () => database.query('select agrees from payment.bureau_items where person_id = $1', [personId]),
          (rows) => rows[0].agrees === true,
          20_000,
        ),
      ).toEqual([{ agrees: true }]);
      expect(await caseAbout(personId, ({ status }) => status === 'closed')).toMatchObject({
        kind: 'bureau-unreversed',
        proof: { kind: 'bureau-answer' },
      });
      const { body: paper } = await service.call('auditor', 'GET', `/v1/receipts/${paid.receiptNo}`);
      expect(paper.lines.map(({ state }: any) => state)).toEqual(
        Array.from({ length: isBundle ? 3 : 1 }, () => 'settled'),
      );
      const again = await service.call({ operator: 'op-1' }, 'POST', '/v1/refunds', asked);
      expect(again.body.status).toBe('applied');
    },
  );

  describe("the totals of a bureau's day", () => {
    const day = '2022-05-19';
    const tally = (count: number, amount: string) => ({ count, amount });
    const totals = (count: number, amount: string) => ({
      booked: tally(count, amount),
      reversed: tally(0, '0.00'),
      items: [],
    });
    const personId = randomUUID();
    const compared = (outcome: string, more: object = {}): Promise<void> =>
      tell('canbao.ledger-sync.BureauDayCompared.v1', {
        totalsId: randomUUID(),
        insurance: 'pension',
        day,
        outcome,
        ours: totals(2, '2000.00'),
        theirs: totals(2, '2000.00'),
        differences: [],
        leftOut: 0,
        comparedAt: clock.now(),
        ...more,
      });
    const cases = async (): Promise<any[]> =>
      (await service.call('operator', 'GET', '/v1/cases?kind=bureau-total')).body.items;
    const reported = async (): Promise<any> =>
      (await service.call('auditor', 'GET', `/v1/reports/days/${day}`)).body;

    it('that differ are one case of the day, which names the month', async () => {
      const different = {
        theirs: totals(1, '1000.00'),
        differences: [
          { personId, month: '2022-05', kind: 'booked', difference: 'missing-there', ours: '1000.00' },
        ],
      };
      await compared('different', different);
      await compared('different', different);
      const [found, ...more] = await eventually(cases, ({ length }) => length > 0, 20_000);
      expect(more).toEqual([]);
      expect(found).toMatchObject({
        status: 'open',
        day,
        owner: 'bureau',
        amount: '1000.00',
        cause: expect.stringContaining(`missing there: ${personId} 2022-05 booked 1000.00`),
      });
      const report = await reported();
      expect(report.bureaus).toEqual([
        {
          insurance: 'pension',
          status: 'different',
          ours: { booked: tally(2, '2000.00'), reversed: tally(0, '0.00') },
          theirs: { booked: tally(1, '1000.00'), reversed: tally(0, '0.00') },
        },
        { insurance: 'medical', status: 'awaiting' },
      ]);
      expect(report.openCases).toEqual(tally(1, '1000.00'));
    });

    it('are closed by nothing that an operator says, and by equal totals', async () => {
      const [{ caseId }] = await cases();
      const refused = await service.call('operator', 'POST', `/v1/cases/${caseId}/actions`, {
        action: 'close',
        proof: { kind: 'bureau-answer', reference: 'a letter of the bureau' },
        because: 'they say that it is right',
      });
      expect([refused.status, refused.body.code]).toEqual([422, 'proof-not-found']);
      const totalsId = randomUUID();
      await compared('agreed', { totalsId });
      const [closed] = await eventually(cases, ([found]) => found.status === 'closed', 20_000);
      expect(closed.proof).toEqual({
        kind: 'bureau-answer',
        reference: `totals ${totalsId}`,
        amount: '0.00',
      });
      expect((await reported()).bureaus[0]).toMatchObject({ status: 'agreed' });
    });

    it('that were not told are a case until they are, and differ in another one', async () => {
      await compared('unanswered', { theirs: undefined });
      await eventually(cases, ({ length }) => length === 2, 20_000);
      await compared('different', { theirs: totals(1, '1000.00') });
      const all = await eventually(cases, ({ length }) => length === 3, 20_000);
      expect(all.map(({ status, cause }) => [status, cause.slice(0, 5)])).toEqual([
        ['closed', '日对账不平'],
        ['closed', '日对账未答'],
        ['open', '日对账不平'],
      ]);
      await compared('agreed');
      await eventually(cases, (found) => found.every(({ status }) => status === 'closed'), 20_000);
      expect((await cases()).map(({ status }) => status)).toEqual(['closed', 'closed', 'closed']);
    });
  });
});
