import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, dayOf, instant, month } from '@canbao/calendar';
import { coverageReport } from '..';
import { pack, type PackConfig } from '@canbao/rules';
import { medical } from '../../test/accounts';
import { Cover, drawn } from '@canbao/test-servers/cover';

const shortGap = (): Cover =>
  new Cover()
    .enrol('2022-02-20', '2022-02')
    .bill('2022-04-19', ['2022-03'])
    .pay('2022-04-20', ['2022-03', '2022-04']);

describe('cover of an account', () => {
  it('names the events that made it, the rule and its source', () => {
    const cover = shortGap();
    const { items, rulingClock } = cover.report('2022-04-20');
    expect(rulingClock).toBe('payment-success-time');
    expect(drawn({ items })).toEqual([
      'active 2022-03-01..2022-03-31',
      'suspended 2022-04-01..2022-04-30',
      'active 2022-05-01..',
    ]);
    const rule = { rule: 'medical.benefit', source: expect.stringContaining('济医保发〔2022〕2号') };
    expect(items.map(({ because }) => because)).toEqual([
      [
        {
          ...rule,
          code: 'carried-in',
          clearedBy: 'nobody',
          evidence: cover.evidence(1),
          details: { paidThrough: '2022-02' },
        },
      ],
      [
        {
          ...rule,
          code: 'month-unpaid',
          clearedBy: 'nobody',
          evidence: cover.evidence(3),
          details: { month: '2022-03', paidOn: '2022-04-20', lateFee: '1.80' },
        },
      ],
      [
        {
          ...rule,
          code: 'arrears-paid',
          clearedBy: 'nobody',
          evidence: cover.evidence(3),
          details: { months: ['2022-03'], paidOn: '2022-04-20' },
        },
      ],
    ]);
  });

  it('stands on a day as it was known then: money that is told late changes the later answers alone', () => {
    const cover = new Cover()
      .enrol('2022-02-20', '2022-03')
      .pay('2022-04-30', ['2022-04'], { toldAt: '2022-05-03' });
    expect(drawn(cover.report('2022-05-02'))).toEqual([
      'active 2022-04-01..2022-04-30',
      'suspended 2022-05-01..',
    ]);
    expect(drawn(cover.report('2022-05-03'))).toEqual(['active 2022-04-01..']);
    expect(drawn(cover.report('2022-05-02'))).toEqual([
      'active 2022-04-01..2022-04-30',
      'suspended 2022-05-01..',
    ]);
  });

  it('loses a month whose money went back, and names the reversal; the earlier answer stays readable', () => {
    const cover = new Cover()
      .enrol('2022-02-20', '2022-03')
      .pay('2022-04-10', ['2022-04'])
      .reverse('2022-05-12', '2022-04');
    expect(drawn(cover.report('2022-05-11'))).toEqual(['active 2022-04-01..']);
    const after = cover.report('2022-05-12');
    expect(drawn(after)).toEqual(['active 2022-04-01..2022-04-30', 'suspended 2022-05-01..']);
    expect(after.items[1]?.because).toMatchObject([
      {
        code: 'month-unpaid',
        clearedBy: 'medical-agency',
        evidence: cover.evidence(3),
        details: { moneyWentBackOn: '2022-05-12' },
      },
    ]);
  });

  it.each(['payment-success-time', 'treasury-receipt-date'] as const)(
    'does not count a month whose money has to go back, wherever the money is, by %s',
    (rulingClock) => {
      const cover = new Cover()
        .enrol('2022-02-20', '2022-03')
        .pay('2022-04-10', ['2022-04'])
        .receive('2022-04-12', ['2022-04']);
      const goesBack = { ...medical, month: month('2022-04'), because: 'stopped' } as const;
      cover.note('2022-05-12', { type: 'RefundCaseOpened', data: goesBack });
      const drawnOn = (asOf: string) => drawn(cover.report(asOf, { 'payment.rulingClock': rulingClock }));
      expect(drawnOn('2022-05-11')).toEqual(['active 2022-04-01..']);
      expect(drawnOn('2022-05-12')).toEqual(['active 2022-04-01..2022-04-30', 'suspended 2022-05-01..']);
      expect(cover.report('2022-05-12').items[1]?.because).toMatchObject([
        {
          code: 'month-goes-back',
          clearedBy: 'registration-agency',
          evidence: cover.evidence(4),
          details: { month: '2022-04', because: 'stopped', paidOn: '2022-04-10' },
        },
      ]);
      cover.reverse('2022-05-20', '2022-04');
      cover.note('2022-05-20', {
        type: 'RefundCaseClosed',
        data: { ...goesBack, closedBecause: 'refunded' },
      });
      expect(cover.report('2022-05-20').items[1]?.because).toMatchObject([
        { code: 'month-unpaid', details: { moneyWentBackOn: '2022-05-20' } },
      ]);
    },
  );

  it('counts the month again when the stop was none', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-03').pay('2022-04-10', ['2022-04']);
    const goesBack = { ...medical, month: month('2022-04'), because: 'stopped' } as const;
    cover.note('2022-05-12', { type: 'RefundCaseOpened', data: goesBack });
    cover.note('2022-05-14', { type: 'RefundCaseClosed', data: { ...goesBack, closedBecause: 'corrected' } });
    expect(drawn(cover.report('2022-05-14'))).toEqual(['active 2022-04-01..']);
  });

  it('counts a late fee that the bill asks for and the money does not have', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-03').bill('2022-05-09', ['2022-04']);
    expect(
      drawn(
        new Cover()
          .enrol('2022-02-20', '2022-03')
          .bill('2022-05-09', ['2022-04'], '0.00')
          .pay('2022-05-10', ['2022-04', '2022-05'], { lateFee: false })
          .report('2022-05-10'),
      ),
    ).toHaveLength(3);
    cover.pay('2022-05-10', ['2022-04', '2022-05'], { lateFee: false });
    const report = cover.report('2022-06-10');
    expect(drawn(report)).toEqual(['active 2022-04-01..2022-04-30', 'suspended 2022-05-01..']);
    expect(report.items[1]?.because).toMatchObject([
      { code: 'month-unpaid', clearedBy: 'payer', details: { lateFee: '1.80' } },
    ]);
  });

  it('says who clears what, and from when', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-03');
    const { items } = cover.report('2022-05-20');
    expect(items[1]?.because).toMatchObject([
      {
        code: 'month-unpaid',
        clearedBy: 'medical-agency',
        clearsOn: '2022-06-01',
        details: { month: '2022-04' },
      },
    ]);
    const billed = cover.bill('2022-05-21', ['2022-04']).report('2022-05-21');
    expect(billed.items[1]?.because).toMatchObject([
      { clearedBy: 'payer', clearsOn: '2022-06-01', evidence: cover.evidence(2) },
    ]);
    const waiting = new Cover()
      .enrol('2022-02-20', '2022-03')
      .pay('2022-08-05', ['2022-08'])
      .report('2022-08-20');
    expect(drawn(waiting).at(-1)).toBe('waiting 2022-08-01..');
    expect(waiting.items.at(-1)?.because.at(-1)).toMatchObject({
      code: 'gap-too-long',
      clearedBy: 'payer',
      clearsOn: '2022-11-01',
      details: { first: '2022-04', unpaidMonths: 4, paidInTurn: ['2022-08'] },
    });
  });

  it('says why there is none yet', () => {
    expect(new Cover().report('2022-05-20')).toMatchObject({
      items: [],
      conditions: [{ code: 'not-registered' }],
    });
    expect(new Cover().enrol('2022-05-02').report('2022-05-20')).toMatchObject({
      items: [],
      conditions: [{ code: 'first-payment-due', clearedBy: 'payer', clearsOn: '2022-06-01' }],
    });
  });

  it('ends with the day of death, and goes on when the report is withdrawn', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-04').pay('2022-05-05', ['2022-05']);
    cover.note('2022-05-20', {
      type: 'DeathNoted',
      data: { ...medical, on: day('2022-05-12'), revision: 1 },
    });
    expect(drawn(cover.report('2022-05-20'))).toEqual([
      'active 2022-05-01..2022-05-12',
      'suspended 2022-05-13..',
    ]);
    expect(cover.report('2022-05-20')).toMatchObject({
      ways: [],
      items: [{}, { because: [{ code: 'person-deceased' }] }],
    });
    cover.note('2022-05-25', { type: 'DeathWithdrawalNoted', data: { ...medical, revision: 2 } });
    expect(drawn(cover.report('2022-05-25'))).toEqual(['active 2022-05-01..']);
  });

  it('says nothing where no rule of the time is loaded and the bureau has not told', () => {
    const cover = new Cover().enrol('2022-01-02').pay('2022-02-10', ['2022-02']);
    expect(coverageReport(pack('jinan'), cover.stored, { asOf: day('2022-05-01') })).toEqual({
      noRuleFor: '2022-02',
    });
  });

  it('is decided by the instant of payment where an event is older than the field', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-03');
    cover.note('2022-04-11', { type: 'MonthsPaid', data: { ...medical, months: [month('2022-04')] } });
    expect(drawn(cover.report('2022-05-01'))).toEqual(['active 2022-04-01..']);
  });
});

describe('what if it is paid by a day', () => {
  const gap = (): Cover => new Cover().enrol('2022-02-20', '2022-02');

  it('names the months with their late fee, and draws the cover that follows', () => {
    const cover = gap().bill('2022-04-19', ['2022-03']);
    const { items, ways, payBy } = cover.report('2022-04-20', { payBy: '2022-04-28' });
    expect(payBy).toBe('2022-04-28');
    expect(drawn({ items })).toEqual([
      'active 2022-03-01..2022-03-31',
      'suspended 2022-04-01..2022-04-30',
      'active 2022-05-01..',
    ]);
    expect(items.at(-1)?.because).toMatchObject([{ code: 'arrears-paid', details: { assumed: true } }]);
    expect(ways[0]).toMatchObject({ by: '2022-04-30', inTurn: [], coveredFrom: '2022-05-01' });
    expect(ways[0]?.pay).toMatchObject([
      { month: '2022-03', total: '301.80', lateFee: '1.80', conditions: [] },
      { month: '2022-04', conditions: [] },
    ]);
    expect(ways[0]?.total).toMatch(/^\d+\.\d\d$/);
  });

  it('says that the agency has to push the bill first', () => {
    const [way] = gap().report('2022-04-20').ways;
    expect(way?.pay[0]).toMatchObject({
      month: '2022-03',
      conditions: [{ code: 'arrears-push-required', clearedBy: 'medical-agency' }],
    });
    expect(way).not.toHaveProperty('total');
  });

  it('counts the months that close unpaid until then', () => {
    const [, ...rest] = gap().report('2022-04-20', { payBy: '2022-07-10' }).ways;
    expect(rest).toEqual([]);
    expect(drawn(gap().report('2022-04-20', { payBy: '2022-07-10' }))).toEqual([
      'active 2022-03-01..2022-03-31',
      'suspended 2022-04-01..2022-06-30',
      'waiting 2022-07-01..2022-09-30',
      'active 2022-10-01..',
    ]);
  });
});

interface Golden {
  readonly id: string;
  readonly rule: string;
  readonly given: {
    readonly paidThrough: string | null;
    readonly payments: readonly {
      readonly at: string;
      readonly months: readonly string[];
      readonly treasuryReceivedOn?: string;
      readonly lateFeePaid?: boolean;
    }[];
    readonly asOf?: string;
    readonly expenseDate?: string;
    readonly config: PackConfig & { readonly monthClose?: string };
  };
  readonly expect: {
    readonly benefitFrom?: string | null;
    readonly suspended?: { from: string; to: string | null };
    readonly status?: string;
    readonly rulingClock?: string;
    readonly waitingRequired?: boolean;
    readonly expensePayable?: boolean;
  };
}
const golden = (
  JSON.parse(readFileSync(join(__dirname, '../../../../rules/golden/cases.json'), 'utf8')) as Golden[]
).filter(({ rule }) => rule === 'medical.benefit');

describe('the golden cases, from the events of an account', () => {
  it.each(golden.map((each) => [each.id, each] as const))('%s', (_, { given, expect: expected }) => {
    const cover = new Cover().enrol('2022-02-20', given.paidThrough ?? undefined);
    for (const { at, months, treasuryReceivedOn, lateFeePaid } of given.payments) {
      const late = months.filter((each) => each < at.slice(0, 7));
      if (late.length > 0) cover.bill(at, late);
      cover.pay(at, months, { lateFee: lateFeePaid !== false });
      if (treasuryReceivedOn !== undefined) cover.receive(treasuryReceivedOn, months);
    }
    const last = given.payments.at(-1);
    const asOf = given.asOf ?? last?.treasuryReceivedOn ?? dayOf(instant(last?.at ?? ''));
    const { monthClose: _close, ...config } = given.config;
    const { items, rulingClock } = cover.report(asOf, config);
    const on = (date: string) =>
      items.find(({ from, until }) => from <= date && (until === undefined || date <= until));
    const suspended = items.find(({ state }) => state === 'suspended');
    const current = items.at(-1);
    if (expected.benefitFrom !== undefined)
      expect(current?.state === 'active' ? current.from : null).toBe(expected.benefitFrom);
    if (expected.suspended !== undefined)
      expect([suspended?.from, suspended?.until ?? null]).toEqual([
        expected.suspended.from,
        expected.suspended.to,
      ]);
    if (expected.status !== undefined) expect(on(asOf)?.state).toBe(expected.status);
    if (expected.rulingClock !== undefined) expect(rulingClock).toBe(expected.rulingClock);
    if (expected.waitingRequired !== undefined)
      expect(items.flatMap(({ because }) => because).some(({ code }) => code === 'gap-too-long')).toBe(
        expected.waitingRequired,
      );
    if (expected.expensePayable !== undefined)
      expect(on(given.expenseDate ?? '')?.state === 'active').toBe(expected.expensePayable);
  });
});
