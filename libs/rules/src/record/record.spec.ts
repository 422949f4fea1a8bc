import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { day, lastDayOf, month, monthsBetween, plusMonths, type Month } from '@canbao/calendar';
import { toFen, yuan } from '@canbao/money';
import {
  pack,
  packNames,
  personalAccountOf,
  personalAccountRates,
  recordOf,
  recordParameters,
  rowOn,
  type MonthState,
  type PaidContribution,
  type RecordFacts,
} from '../index';

const jinan = pack('jinan');
interface Case {
  readonly id: string;
  readonly given: { readonly months: readonly string[]; readonly base: string };
  readonly expect: { readonly personalAccount?: string };
}
/** Of one month: figures of several are sums. */
const golden = (
  JSON.parse(readFileSync(join(__dirname, '../../golden/cases.json'), 'utf8')) as Case[]
).filter(
  ({ given, expect: { personalAccount } }) => personalAccount !== undefined && given.months.length === 1,
);
const since = (from: string, until?: string) => ({
  from: day(from),
  ...(until === undefined ? {} : { until: day(until) }),
});
const paid = (first: string, last = first, more: Partial<PaidContribution> = {}): PaidContribution[] =>
  monthsBetween(month(first), month(last)).map((each) => ({
    month: each,
    amount: yuan('1000.00'),
    accountBase: yuan('5000.00'),
    ...more,
  }));
const pension = (facts: Partial<RecordFacts>): RecordFacts => ({
  insurance: 'pension',
  enrolments: [since('2022-01-01')],
  paid: [],
  ...facts,
});
const record = (facts: Partial<RecordFacts>, asOf = '2022-06-15') =>
  recordOf(jinan, pension(facts), day(asOf));
/** `2022: 1 paid, 2 gap`: the months of each year by state. */
const drawn = (facts: Partial<RecordFacts>, asOf?: string): string[] =>
  record(facts, asOf).years.map(({ year, months }) => {
    const states = Map.groupBy(months, ({ state }) => state);
    return `${year}: ${[...states].map(([state, own]) => `${own.length} ${state}`).join(', ')}`;
  });

describe('the record of a person', () => {
  it('of whom nothing is known is empty', () =>
    expect(record({ enrolments: [] })).toEqual({
      years: [],
      counted: 0,
      cumulative: { years: 0, months: 0 },
      carried: 0,
      amount: '0.00',
      personalAccount: '0.00',
      withoutAmount: 0,
      withoutAccount: 0,
      gaps: [],
    }));

  it('who has just enrolled has neither a month nor a gap: the month is still open', () =>
    expect(record({ enrolments: [since('2022-06-01')] })).toMatchObject({ years: [], counted: 0, gaps: [] }));

  it('has one month, with what it brought to the personal account', () =>
    expect(record({ enrolments: [since('2022-06-01')], paid: paid('2022-06') })).toMatchObject({
      counted: 1,
      cumulative: { years: 0, months: 1 },
      amount: '1000.00',
      personalAccount: '400.00',
      years: [{ year: 2022, counted: 1, months: [{ month: '2022-06', state: 'paid' }] }],
    }));

  it.each([
    [11, { years: 0, months: 11 }],
    [12, { years: 1, months: 0 }],
    [25, { years: 2, months: 1 }],
  ])('adds %d months up to years', (count, cumulative) =>
    expect(
      record({ paid: paid('2022-01', plusMonths(month('2022-01'), count - 1)) }, '2024-12-31').cumulative,
    ).toEqual(cumulative),
  );

  it('tells a gap over the edge of a year as one', () =>
    expect(record({ paid: [...paid('2022-01', '2022-10'), ...paid('2023-03')] }, '2023-03-20').gaps).toEqual([
      { from: '2022-11', until: '2023-02', months: 4 },
    ]));

  it('counts the open month for no gap until it has closed', () => {
    const facts = { paid: paid('2022-01', '2022-05') };
    expect(record(facts, '2022-06-30').gaps).toEqual([]);
    expect(record(facts, '2022-07-01').gaps).toEqual([{ from: '2022-06', until: '2022-06', months: 1 }]);
  });

  it('has no gap before the enrolment, after its end, or after the month of death', () => {
    const enrolments = [since('2022-02-01', '2022-04-15')];
    expect(drawn({ enrolments }, '2022-09-01')).toEqual(['2022: 2 gap']);
    expect(drawn({ diedOn: day('2022-03-02') }, '2022-09-01')).toEqual(['2022: 3 gap']);
  });

  it('has no gap where an employer covered the month, which does not count here', () => {
    const facts = { paid: paid('2022-01', '2022-02'), elsewhere: [month('2022-03'), month('2022-04')] };
    expect(drawn(facts)).toEqual(['2022: 2 paid, 2 elsewhere, 1 gap']);
    expect(record(facts).counted).toBe(2);
  });

  it('counts a month before the enrolment that was paid, and no month that has not begun', () => {
    const enrolments = [since('2022-05-01')];
    expect(drawn({ enrolments, paid: [...paid('2022-02'), ...paid('2022-07')] })).toEqual([
      '2022: 1 paid, 1 gap, 1 prepaid',
    ]);
  });

  it.each(['not-booked', 'goes-back'] as const)(
    'counts no month that is %s, and no gap either',
    (because) => {
      const facts = { paid: [...paid('2022-01', '2022-04'), ...paid('2022-05', '2022-05', { because })] };
      expect(record(facts)).toMatchObject({ counted: 4, personalAccount: '1600.00', gaps: [] });
    },
  );

  it('counts the months that the bureau tells of, without figures', () =>
    expect(
      record({
        enrolments: [since('2020-01-01')],
        carriedThrough: month('2021-12'),
        paid: paid('2022-01', '2022-05'),
      }),
    ).toMatchObject({ counted: 29, carried: 24, cumulative: { years: 2, months: 5 }, amount: '5000.00' }));

  it('does not judge months before the tax bureau collected, and says from when it does', () => {
    const { judgedFrom, gaps } = record({
      enrolments: [since('1995-03-01')],
      paid: paid('2022-01', '2022-05'),
    });
    expect(judgedFrom).toBe('2020-11');
    expect(gaps).toEqual([{ from: '2020-11', until: '2021-12', months: 14 }]);
  });

  it('says of how many months the figures are not known, and has them in no sum', () => {
    const { amount: _, ...unknown } = { ...paid('2022-01')[0], accountBase: 'unknown' } as PaidContribution;
    expect(record({ paid: [unknown, ...paid('2022-02', '2022-05')] })).toMatchObject({
      counted: 5,
      amount: '4000.00',
      withoutAmount: 1,
      withoutAccount: 1,
      personalAccount: '1600.00',
    });
  });
});

describe('what a month brings to a personal account', () => {
  it.each(golden)('is the personal account of the golden case $id', ({ given, expect: expected }) =>
    expect(
      personalAccountOf(jinan, 'pension', { month: month(given.months[0] ?? ''), base: yuan(given.base) }),
    ).toBe(expected.personalAccount),
  );
  it('is the personal part of the medical rate, where the pack has one', () => {
    const of = { month: month('2022-05'), base: yuan('3746.00') };
    expect(personalAccountOf(jinan, 'medical', of)).toBe('74.92');
    expect(personalAccountOf(pack('guide-2022'), 'medical', of)).toBeUndefined();
  });
  it('is what every pack splits a pension quote into', () => {
    for (const name of packNames)
      for (const { from, until = from, value } of pack(name).pensionSplits)
        for (const each of monthsBetween(from, until))
          expect(value.personalAccount).toBe(rowOn(personalAccountRates, each)?.value);
  });
  it('rests on rows with document and article', () => {
    const [account] = recordParameters(jinan, 'pension', day('2026-09-01')).filter(
      ({ name }) => name === 'pension.personalAccount',
    );
    expect(account).toMatchObject({
      value: '0.08',
      from: '2006-01',
      source: {
        document: expect.stringContaining('国发〔2005〕38号'),
        article: expect.stringContaining('第三条'),
      },
    });
    expect(recordParameters(jinan, 'medical', day('2026-09-01')).map(({ name }) => name)).toEqual([
      'record.medicalMonth',
      'record.years',
      'record.gap',
      'medical.personalAccount',
      'record.interest',
    ]);
  });
});

/** What is known of one month of a history. */
interface Lived {
  readonly isPaid: boolean;
  readonly because?: 'not-booked' | 'goes-back';
  readonly isEnrolled: boolean;
  readonly isElsewhere: boolean;
  readonly base: number;
}
const first = month('2021-10');
const calendar = monthsBetween(first, plusMonths(first, 50));
const at = (index: number): Month => calendar[index] as Month;
const lived: fc.Arbitrary<Lived> = fc.record({
  isPaid: fc.boolean(),
  isEnrolled: fc.boolean(),
  isElsewhere: fc.boolean(),
  base: fc.integer({ min: 3746, max: 22_863 }),
});

describe('a record beside another reading of the same history', () => {
  it('has the same months in the same states, and the same sums', () =>
    fc.assert(
      fc.property(
        fc.array(lived, { minLength: 1, maxLength: 40 }),
        fc.nat(45),
        fc.option(fc.nat(40), { nil: undefined }),
        fc.option(fc.nat(40), { nil: undefined }),
        (months, today, carried, died) => {
          const facts = pension({
            enrolments: months.flatMap(({ isEnrolled }, index) =>
              isEnrolled ? [{ from: day(`${at(index)}-01`), until: lastDayOf(at(index)) }] : [],
            ),
            paid: months.flatMap(({ isPaid, base }, index) =>
              isPaid ? [{ month: at(index), amount: yuan('1.00'), accountBase: yuan(`${base}.00`) }] : [],
            ),
            elsewhere: months.flatMap(({ isElsewhere }, index) => (isElsewhere ? [at(index)] : [])),
            ...(carried === undefined ? {} : { carriedThrough: at(carried) }),
            ...(died === undefined ? {} : { diedOn: day(`${at(died)}-20`) }),
          });
          const expected = months.flatMap((one, index): [Month, MonthState][] => {
            const state = stateByReference(one, index, { today, carried, died });
            return state === undefined ? [] : [[at(index), state]];
          });
          const states = new Map(expected);
          const found = recordOf(jinan, facts, day(`${at(today)}-10`));
          const all = found.years.flatMap(({ months: own }) => own);
          expect(all.map(({ month: of, state }) => [of, state])).toEqual(expected);
          const counted = expected.filter(([, state]) => state === 'paid' || state === 'carried');
          expect(found.counted).toBe(counted.length);
          expect((found.cumulative?.years ?? 0) * 12 + (found.cumulative?.months ?? 0)).toBe(counted.length);
          const fen = months
            .filter((_, index) => states.get(at(index)) === 'paid')
            .reduce((total, { base }) => total + base * 8, 0);
          expect(toFen(found.personalAccount)).toBe(BigInt(fen));
          expect(found.gaps.reduce((total, { months: count }) => total + count, 0)).toBe(
            expected.filter(([, state]) => state === 'gap').length,
          );
        },
      ),
      { numRuns: 1000 },
    ));
});

const stateByReference = (
  { isPaid, isEnrolled, isElsewhere }: Lived,
  index: number,
  {
    today,
    carried = -1,
    died = Infinity,
  }: { today: number; carried?: number | undefined; died?: number | undefined },
): MonthState | undefined => {
  if (isPaid) return index <= today ? 'paid' : 'prepaid';
  if (index > today) return undefined;
  if (isElsewhere) return 'elsewhere';
  if (!isEnrolled) return undefined;
  if (index <= carried) return 'carried';
  return index < today && index <= died ? 'gap' : undefined;
};
