import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, dayOf, instant, month } from '@canbao/calendar';
import {
  coverageOn,
  isCovered,
  statusOn,
  type Coverage,
  type Gap,
  type PaidMonth,
  type WayToCover,
  waysToCover,
  type CoverageFacts,
  pack,
  type PackConfig,
} from '../index';

const on = (facts: CoverageFacts, asOf: string, config: PackConfig = {}): Coverage => {
  const coverage = coverageOn(facts, day(asOf), pack('jinan', config));
  if ('unknown' in coverage) throw new Error(`${coverage.unknown} for ${coverage.month}`);
  return coverage;
};

interface GoldenCase {
  readonly id: string;
  readonly rule: string;
  readonly given: {
    readonly paidThrough: string | null;
    readonly payments: readonly {
      readonly at: string;
      readonly treasuryReceivedOn?: string;
      readonly months: readonly string[];
      readonly lateFeePaid?: boolean;
    }[];
    readonly asOf?: string;
    readonly config: PackConfig & { readonly monthClose?: string };
    readonly expenseDate?: string;
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- each case names what it is about
  readonly expect: any;
}
const golden = (
  JSON.parse(readFileSync(join(__dirname, '../../golden/cases.json'), 'utf8')) as GoldenCase[]
).filter(({ rule }) => rule === 'medical.benefit');

const factsOf = ({ paidThrough, payments }: GoldenCase['given']): CoverageFacts => ({
  ...(paidThrough === null ? {} : { carriedThrough: month(paidThrough) }),
  payments: payments.flatMap(({ at, months, treasuryReceivedOn, lateFeePaid }) =>
    months.map((paid) => ({
      month: month(paid),
      paidAt: instant(at),
      ...(treasuryReceivedOn === undefined ? {} : { treasuryOn: day(treasuryReceivedOn) }),
      owesLateFee: lateFeePaid === false,
    })),
  ),
});
const configOf = ({ monthClose: _, ...config }: GoldenCase['given']['config']): PackConfig => config;
const lastDayIn = ({ asOf, payments }: GoldenCase['given']): string => {
  const last = payments.at(-1);
  return asOf ?? last?.treasuryReceivedOn ?? dayOf(instant(last?.at ?? ''));
};
/** The gap that is open, or the last that was made good. */
const lastGap = ({ gap, intervals }: Coverage): Gap | undefined =>
  gap ?? intervals.flatMap(({ because }) => because).findLast((cause) => 'gap' in cause)?.gap;

describe('the golden cases of medical benefits', () => {
  it('are nine', () => expect(golden).toHaveLength(9));
  it.each(golden.map((each) => [each.id, each] as const))('%s', (_, { given, expect: expected }) => {
    const coverage = on(factsOf(given), lastDayIn(given), configOf(given.config));
    const { intervals } = coverage;
    const gap = lastGap(coverage);
    const suspended = intervals.find(({ status }) => status === 'suspended');
    const active = intervals.at(-1)?.status === 'active' ? intervals.at(-1)?.from : null;
    const actual = {
      gapMonths: gap?.months ?? 0,
      suspended: { from: suspended?.from, to: suspended?.until ?? null },
      waitingMonths: gap?.inTurn ?? [],
      waitingRequired: gap?.mustWait,
      status: statusOn(intervals, coverage.asOf),
      benefitFrom: active,
      rulingClock: coverage.rulingClock,
      expensePayable: isCovered(coverage, day(given.expenseDate ?? coverage.asOf)),
    };
    expect(actual).toMatchObject(expected);
  });
});

/** Months by the month in which they were paid, on its tenth day. */
const paid = (...payments: (readonly string[])[]): PaidMonth[] =>
  payments.flatMap(([paidIn, ...months]) =>
    months.map((each) => ({ month: month(each), paidAt: instant(`${paidIn}-10T10:00:00+08:00`) })),
  );
const carried = (...months: Parameters<typeof paid>): CoverageFacts => ({
  carriedThrough: month('2022-04'),
  payments: paid(...months),
});
const drawn = ({ intervals }: Coverage): string[] =>
  intervals.map(({ status, from, until = '' }) => `${status} ${from}..${until}`);

describe('medical cover', () => {
  it.each<[string, CoverageFacts, string, string[]]>([
    ['is nothing for somebody without a record', { payments: [] }, '2022-09-15', []],
    ['runs while each month is paid', carried(['2022-05', '2022-05']), '2022-05-20', ['active 2022-05-01..']],
    [
      'runs from the month in which the bureau tells of it',
      { carriedThrough: month('2022-06'), payments: [] },
      '2022-06-20',
      ['active 2022-06-01..'],
    ],
    [
      'is not touched by the open month',
      carried(['2022-05', '2022-05']),
      '2022-06-30',
      ['active 2022-05-01..'],
    ],
    [
      'stops on the first of the month after an unpaid one',
      carried(),
      '2022-06-01',
      ['active 2022-05-01..2022-05-31', 'suspended 2022-06-01..'],
    ],
    [
      'needs the month of payment too: arrears alone do not bring it back',
      carried(['2022-06', '2022-05']),
      '2022-07-15',
      ['active 2022-05-01..2022-05-31', 'suspended 2022-06-01..'],
    ],
    [
      'comes back at last when that one is paid as well',
      carried(['2022-06', '2022-05'], ['2022-07', '2022-06', '2022-07']),
      '2022-07-15',
      ['active 2022-05-01..2022-05-31', 'suspended 2022-06-01..2022-07-31', 'active 2022-08-01..'],
    ],
    [
      'waits three months after four unpaid ones, although the arrears are paid',
      carried(
        ['2022-09', '2022-05', '2022-06', '2022-07', '2022-08', '2022-09'],
        ['2022-10', '2022-10'],
        ['2022-11', '2022-11'],
      ),
      '2022-11-15',
      [
        'active 2022-05-01..2022-05-31',
        'suspended 2022-06-01..2022-08-31',
        'waiting 2022-09-01..2022-11-30',
        'active 2022-12-01..',
      ],
    ],
    [
      'waits anew after an unpaid month within the wait',
      carried(['2022-09', '2022-09'], ['2022-11', '2022-11'], ['2022-12', '2022-12'], ['2023-01', '2023-01']),
      '2023-01-15',
      [
        'active 2022-05-01..2022-05-31',
        'suspended 2022-06-01..2022-08-31',
        'waiting 2022-09-01..2022-09-30',
        'suspended 2022-10-01..2022-10-31',
        'waiting 2022-11-01..2023-01-31',
        'active 2023-02-01..',
      ],
    ],
    [
      'comes back by arrears of a short gap that are paid while months are paid in turn',
      carried(['2022-06', '2022-06'], ['2022-07', '2022-05', '2022-07']),
      '2022-07-15',
      ['active 2022-05-01..2022-05-31', 'suspended 2022-06-01..2022-07-31', 'active 2022-08-01..'],
    ],
    [
      'knows no gap while an employer covers the months',
      { ...carried(['2022-07', '2022-07']), elsewhere: [month('2022-05'), month('2022-06')] },
      '2022-07-15',
      ['active 2022-05-01..'],
    ],
    [
      'begins with the employer where the record does',
      { payments: paid(['2022-06', '2022-06']), elsewhere: [month('2022-05')] },
      '2022-07-15',
      ['active 2022-05-01..'],
    ],
    [
      'ends with the day of death',
      { ...carried(['2022-05', '2022-05'], ['2022-06', '2022-06']), endsOn: day('2022-06-12') },
      '2022-06-20',
      ['active 2022-05-01..2022-06-12', 'ended 2022-06-13..'],
    ],
    [
      'does not count what is paid after the day that is asked for',
      carried(['2022-06', '2022-05', '2022-06']),
      '2022-06-09',
      ['active 2022-05-01..2022-05-31', 'suspended 2022-06-01..'],
    ],
  ])('%s', (_, facts, asOf, intervals) => expect(drawn(on(facts, asOf))).toEqual(intervals));

  it.each<[string, CoverageFacts, string]>([
    ['a first payment', { payments: paid(['2022-03', '2022-03']) }, '2022-03'],
    ['a gap', { carriedThrough: month('2022-01'), payments: [] }, '2022-02'],
  ])('is unknown after %s before the notice', (_, facts, unknownMonth) =>
    expect(coverageOn(facts, day('2022-05-01'), pack('jinan'))).toEqual({
      unknown: 'no-rule-loaded',
      month: unknownMonth,
    }),
  );

  it('reads the notice as it is set: arrears never paid', () => {
    const facts = carried(['2022-06', '2022-06'], ['2022-07', '2022-07'], ['2022-08', '2022-08']);
    expect(drawn(on(facts, '2022-08-15')).at(-1)).toBe('active 2022-09-01..');
    expect(drawn(on(facts, '2022-08-15', { 'waiting.arrearsNeverPaid': 'stays-suspended' })).at(-1)).toBe(
      'suspended 2022-06-01..',
    );
  });
  it('reads the notice as it is set: a break in the wait', () => {
    const facts = carried(['2022-09', '2022-09'], ['2022-10', '2022-10'], ['2022-12', '2022-12']);
    expect(drawn(on(facts, '2022-12-15')).at(-1)).toBe('waiting 2022-12-01..');
    expect(drawn(on(facts, '2022-12-15', { 'waiting.breakInWait': 'pause' })).at(-1)).toBe(
      'active 2023-01-01..',
    );
  });
  it('says why: what was unpaid, what was paid', () => {
    const { intervals } = on(carried(['2022-06', '2022-05', '2022-06']), '2022-06-20');
    expect(intervals.map(({ because }) => because)).toEqual([
      [{ code: 'carried-in', month: '2022-04' }],
      [{ code: 'month-unpaid', month: '2022-05' }],
      [{ code: 'arrears-paid', gap: { first: '2022-05', months: 1, mustWait: false, inTurn: [] } }],
    ]);
  });
});

const causes = ({ intervals }: Coverage): string[] =>
  intervals.map(
    ({ status, because }) =>
      `${status}: ${because.map((cause) => `${cause.code}${'month' in cause ? ` ${cause.month}` : ''}`).join(', ')}`,
  );

describe('the causes of a wait', () => {
  const waiting = carried(['2022-09', '2022-09'], ['2022-11', '2022-11']);

  it('are every unpaid month, the long gap, and the break within it', () =>
    expect(causes(on(waiting, '2022-11-20'))).toEqual([
      'active: carried-in 2022-04',
      'suspended: month-unpaid 2022-05, month-unpaid 2022-06, month-unpaid 2022-07',
      'waiting: month-unpaid 2022-08, gap-too-long',
      'suspended: gap-too-long',
      'waiting: month-unpaid 2022-10, gap-too-long',
    ]));
  it('include the long gap as soon as it is one, while nothing is paid', () =>
    expect(causes(on(carried(), '2022-09-20')).at(-1)).toBe(
      'suspended: month-unpaid 2022-05, month-unpaid 2022-06, month-unpaid 2022-07, month-unpaid 2022-08, gap-too-long',
    ));
  it('hold while the month after a paid one is open, and no longer once it has closed unpaid', () => {
    expect(drawn(on(waiting, '2022-12-31')).at(-1)).toBe('waiting 2022-11-01..');
    expect(drawn(on(waiting, '2023-01-01')).slice(-2)).toEqual([
      'waiting 2022-11-01..2022-11-30',
      'suspended 2022-12-01..',
    ]);
  });
});

describe('the ways to be covered', () => {
  it.each<[string, CoverageFacts, string, WayToCover[]]>([
    [
      'to begin: the open month',
      { payments: [] },
      '2022-05-20',
      [way(['2022-05'], '2022-05-31', [], '2022-06-01')],
    ],
    [
      'after a short gap: the arrears with the open month, or three months in turn',
      carried(),
      '2022-06-20',
      [
        way(['2022-05', '2022-06'], '2022-06-30', [], '2022-07-01'),
        way(['2022-06'], '2022-06-30', ['2022-07', '2022-08'], '2022-09-01'),
      ],
    ],
    [
      'after a long gap: three months in turn, since arrears would not help',
      carried(),
      '2022-09-20',
      [way(['2022-09'], '2022-09-30', ['2022-10', '2022-11'], '2022-12-01')],
    ],
    [
      'while it runs: the open month',
      carried(['2022-05', '2022-05']),
      '2022-06-20',
      [way(['2022-06'], '2022-06-30', [], '2022-07-01')],
    ],
    [
      'after arrears without their late fee: the late fee with the open month',
      {
        carriedThrough: month('2022-04'),
        payments: paid(['2022-06', '2022-05']).map((payment) => ({ ...payment, owesLateFee: true })),
      },
      '2022-06-20',
      [
        way(['2022-05', '2022-06'], '2022-06-30', [], '2022-07-01'),
        way(['2022-06'], '2022-06-30', ['2022-07', '2022-08'], '2022-09-01'),
      ],
    ],
    [
      'after a gap that an employer filled in part: what nobody has paid',
      { ...carried(), elsewhere: [month('2022-06')] },
      '2022-07-20',
      [
        way(['2022-05', '2022-07'], '2022-07-31', [], '2022-08-01'),
        way(['2022-07'], '2022-07-31', ['2022-08'], '2022-09-01'),
      ],
    ],
    ['after death: none', { ...carried(), endsOn: day('2022-05-02') }, '2022-06-20', []],
    ['before the notice: none', { carriedThrough: month('2021-12'), payments: [] }, '2022-03-02', []],
  ])('%s', (_, facts, today, ways) => expect(waysToCover(facts, day(today), pack('jinan'))).toEqual(ways));

  it('ends sooner where the receipt of the treasury rules', () =>
    expect(
      waysToCover(
        { payments: [] },
        day('2022-05-10'),
        pack('jinan', { 'payment.rulingClock': 'treasury-receipt-date' }),
      ),
    ).toEqual([way(['2022-05'], '2022-05-24', [], '2022-06-01')]));
});

function way(pay: string[], by: string, inTurn: string[], coveredFrom: string): WayToCover {
  return { pay: pay.map(month), by: day(by), inTurn: inTurn.map(month), coveredFrom: day(coveredFrom) };
}
