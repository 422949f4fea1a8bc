import fc from 'fast-check';
import {
  day,
  firstDayOf,
  instant,
  lastDayOf,
  month,
  monthsBetween,
  plusMonths,
  type Month,
} from '@canbao/calendar';
import {
  coverageOn,
  pack,
  statusOn,
  type CoverageFacts,
  type CoverageReading,
  type CoverageStatus,
} from '../index';

/** Months of a history, from 2022-05 on. */
const length = 20;
const calendar = monthsBetween(month('2022-05'), plusMonths(month('2022-05'), 2 * length));
const monthAt = (index: number): Month => calendar[index] as Month;

/** What happened to one month: an employer covered it, or it was paid so many months after its own. */
interface Lived {
  readonly elsewhere: boolean;
  readonly paidAfter?: number;
  readonly receivedAfter: number;
  readonly owesLateFee: boolean;
}
interface History {
  readonly isCarried: boolean;
  readonly months: readonly Lived[];
  readonly reading: CoverageReading;
  /** The month in which it is looked at. */
  readonly open: number;
}

/**
 * How a month stands, told from the whole history at once: what was paid on time is a word of P and U, and
 * the rules are patterns in it. Slow, and shares no line with the rule.
 */
const statusesByReference = ({
  isCarried,
  months,
  reading,
  open,
}: History): (CoverageStatus | undefined)[] => {
  const madeGood = months.map(({ elsewhere, paidAfter, receivedAfter, owesLateFee }, index) => {
    if (elsewhere) return index;
    if (paidAfter === undefined) return Infinity;
    const ruled = index + paidAfter + (reading.rulingClock === 'treasury-receipt-date' ? receivedAfter : 0);
    return owesLateFee && ruled > index ? Infinity : ruled;
  });
  const word = madeGood.map((ruled, index) => (ruled <= index ? 'P' : 'U')).join('');
  // A record that starts with the employer starts covered, unless money came before.
  const firstElsewhere = months.findIndex(({ elsewhere }) => elsewhere) + 1 || Infinity;
  const first = Math.min(firstElsewhere, ...madeGood.map((ruled) => ruled + 1)) - 1;
  const startsCovered = isCarried || months[first]?.elsewhere === true;
  const begins = isCarried ? 0 : first;
  const statuses: (CoverageStatus | undefined)[] = [];
  // The month after the open one is known once that is paid.
  for (let at = 0; at <= open + 1; at += 1) {
    if (at > open && word[open] === 'U') statuses.push(statuses[open]);
    else if (at < begins) statuses.push(undefined);
    else if (at === begins) statuses.push(startsCovered ? 'active' : undefined);
    else statuses.push(decide(at));
  }
  return statuses;

  function decide(at: number): CoverageStatus | undefined {
    const closed = at - 1;
    const last = statuses.lastIndexOf('active');
    if (last === -1) return word[closed] === 'P' ? 'active' : undefined;
    if (last === closed && word[closed] === 'P') return 'active';
    let gap = last;
    for (let later = gap + 1; later <= closed; later += 1) {
      const isLong = /U{4}/.test(word.slice(gap, later));
      if (isLong || madeGood.slice(gap, later).some((ruled) => ruled > later)) continue;
      if (later === closed && word[closed] === 'P') return 'active';
      gap = later;
    }
    const since = word.slice(gap, at);
    const isLong = /U{4}/.test(since);
    const mayWait = isLong || reading.arrearsNeverPaid === 'as-gap-over-3';
    const waited =
      reading.breakInWait === 'restart' ? since.endsWith('PPP') : since.replaceAll('U', '').length >= 3;
    if (word[closed] === 'P' && mayWait && waited) return 'active';
    const goesOn = at >= open && word[closed] === 'P';
    const isPaid = at <= open && word[at] === 'P';
    return isLong && (isPaid || goesOn) ? 'waiting' : 'suspended';
  }
};

const factsOf = ({ isCarried, months }: History): CoverageFacts => ({
  ...(isCarried ? { carriedThrough: month('2022-04') } : {}),
  elsewhere: months.flatMap(({ elsewhere }, index) => (elsewhere ? [monthAt(index)] : [])),
  payments: months.flatMap(({ elsewhere, paidAfter, receivedAfter, owesLateFee }, index) =>
    elsewhere || paidAfter === undefined
      ? []
      : [
          {
            month: monthAt(index),
            paidAt: instant(`${firstDayOf(monthAt(index + paidAfter))}T08:00:00+08:00`),
            treasuryOn: firstDayOf(monthAt(index + paidAfter + receivedAfter)),
            owesLateFee,
          },
        ],
  ),
});

const packOf = ({ reading }: History) =>
  pack('jinan', {
    'payment.rulingClock': reading.rulingClock,
    'waiting.arrearsNeverPaid': reading.arrearsNeverPaid,
    'waiting.breakInWait': reading.breakInWait,
  });

const lived: fc.Arbitrary<Lived> = fc.record(
  {
    elsewhere: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
    paidAfter: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 5),
    receivedAfter: fc.constantFrom(0, 0, 0, 1),
    owesLateFee: fc.integer({ min: 0, max: 7 }).map((drawn) => drawn === 0),
  },
  { requiredKeys: ['elsewhere', 'receivedAfter', 'owesLateFee'] },
);
const histories: fc.Arbitrary<History> = fc.record({
  isCarried: fc.boolean(),
  open: fc.integer({ min: 3, max: length - 1 }),
  months: fc.array(lived, { minLength: length, maxLength: length }),
  reading: fc.record({
    rulingClock: fc.constantFrom('payment-success-time' as const, 'treasury-receipt-date' as const),
    arrearsNeverPaid: fc.constantFrom('as-gap-over-3' as const, 'stays-suspended' as const),
    breakInWait: fc.constantFrom('restart' as const, 'pause' as const),
  }),
});

describe('medical cover over a random history', () => {
  it('is what a slow reading of the whole history says, in every month', () =>
    fc.assert(
      fc.property(histories, (history) => {
        const facts = factsOf(history);
        const coverage = coverageOn(facts, lastDayOf(monthAt(history.open)), packOf(history));
        if ('unknown' in coverage) throw new Error(`no rule for ${coverage.month}`);
        const told = Array.from({ length: history.open + 2 }, (_, index) =>
          statusOn(coverage.intervals, day(`${monthAt(index)}-15`)),
        );
        expect(told).toEqual(statusesByReference(history));
      }),
      { numRuns: Number(process.env['HISTORIES'] ?? 400) },
    ));
});
