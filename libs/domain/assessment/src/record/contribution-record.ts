import { currentMonth, dayOf, withoutOverlaps, type Day, type Instant, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import {
  isCounted,
  payableUntil,
  recordOf,
  recordParameters,
  type ContributionRecord,
  type Pack,
  type ParameterUsed,
  type RecordedMonth,
  type RecordFacts,
} from '@canbao/rules';
import { insurances, type Insurance } from '@canbao/vocabulary';
import { coveredMonths } from '../account/employer-cover';
import { knownAt, type KnownAccount } from '../coverage/known-account';
import { figuresOf, type Settlement } from './figures';
import { moneyBeside } from './money-beside';
import { payables, type EvidencedMonth } from '../payables';

/** A month that could still be paid, and the last day for it where one is known; amounts in yuan. */
export type StillPayable = Pick<EvidencedMonth, 'month' | 'route' | 'total' | 'limits' | 'notesZh'> & {
  readonly until?: Day;
  readonly billId?: string;
};

/** What is recorded of one insurance. */
export interface InsuranceRecord extends ContributionRecord {
  readonly insurance: Insurance;
  /** The first day of the first enrolment; none where months were paid without one that stands. */
  readonly enrolledFrom?: Day;
  readonly carriedThrough?: Month;
  readonly payable: readonly StillPayable[];
  /** The rules behind it, with their sources. */
  readonly parameters: readonly ParameterUsed[];
}

/** A person's contributions over the years (缴费记录), as they were known at the instant. */
export interface PersonRecord {
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly insurances: readonly InsuranceRecord[];
}

/** The events of a person's accounts. */
export type AccountsOfPerson = Readonly<Record<Insurance, readonly StoredEvent[]>>;

/** The record, from the events of both accounts alone. An insurance of which nothing is known is left out. */
export const contributionRecord = (pack: Pack, accounts: AccountsOfPerson, at: Instant): PersonRecord => ({
  asOf: dayOf(at),
  knownAt: at,
  insurances: insurances.flatMap((insurance) => {
    const known = knownAt(accounts[insurance], at);
    const { enrolments, paidMonths, employerCovers } = known.state;
    const isUnknown = enrolments.length === 0 && paidMonths.length === 0 && employerCovers.length === 0;
    return isUnknown ? [] : [insuranceRecord(pack, insurance, known, at)];
  }),
});

/** Whether every month that counted then still counts. */
export const stillHolds = (then: PersonRecord, now: PersonRecord): boolean => {
  const counted = new Set(countedMonths(now));
  return countedMonths(then).every((month) => counted.has(month));
};

const countedMonths = ({ insurances: records }: PersonRecord): string[] =>
  records.flatMap(({ insurance, years }) =>
    years.flatMap(({ months }) => months.filter(isCounted).map(({ month }) => `${insurance} ${month}`)),
  );

/** Every month that the record of the insurance has something to say of, in order. */
export const recordedMonths = (
  pack: Pack,
  insurance: Insurance,
  known: KnownAccount,
  at: Instant,
): readonly RecordedMonth[] =>
  recordOf(pack, recordFacts(insurance, known, at), dayOf(at)).years.flatMap(({ months }) => months);

const insuranceRecord = (
  pack: Pack,
  insurance: Insurance,
  known: KnownAccount,
  at: Instant,
): InsuranceRecord => {
  const { enrolments, paidThrough } = known.state;
  const [enrolledFrom] = enrolments.map(({ from }) => from).toSorted();
  return {
    insurance,
    ...(enrolledFrom === undefined ? {} : { enrolledFrom }),
    ...(paidThrough === undefined ? {} : { carriedThrough: paidThrough }),
    ...recordOf(pack, recordFacts(insurance, known, at), dayOf(at)),
    payable: payables(pack, { insurance, ...known }, at)
      .filter(({ status }) => status === 'payable')
      .map((month) => stillPayable(pack, insurance, month, at)),
    parameters: recordParameters(pack, insurance, dayOf(at)),
  };
};

const stillPayable = (
  pack: Pack,
  insurance: Insurance,
  { month, route, total, limits, notesZh, bill }: EvidencedMonth,
  at: Instant,
): StillPayable => {
  const until = payableUntil(pack, { insurance, month, bill }, at);
  return {
    month,
    ...(until === undefined ? {} : { until }),
    ...(route === undefined ? {} : { route }),
    ...(total === undefined ? {} : { total }),
    ...(limits === undefined ? {} : { limits }),
    ...(notesZh === undefined ? {} : { notesZh }),
    ...(bill === undefined ? {} : { billId: bill.billId }),
  };
};

const recordFacts = (insurance: Insurance, known: KnownAccount, at: Instant): RecordFacts => {
  const { state, events } = known;
  const { enrolments, paidMonths, paidThrough, diedOn, refundCases, refusedPostings } = state;
  const settlements = settlementsOf(events);
  const elsewhere = coveredMonths(state, currentMonth(at));
  return {
    insurance,
    ...moneyBeside(known),
    enrolments: withoutOverlaps(enrolments),
    paid: paidMonths.map((month) => ({
      month,
      ...figuresOf(month, settlements.get(month)),
      ...(refundCases[month] !== undefined
        ? { because: 'goes-back' as const }
        : refusedPostings[month] !== undefined
          ? { because: 'not-booked' as const }
          : {}),
    })),
    ...(paidThrough === undefined ? {} : { carriedThrough: paidThrough }),
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
    ...(diedOn === undefined ? {} : { diedOn }),
  };
};

/** The event that settled each month, the last of several. */
const settlementsOf = (events: KnownAccount['events']): ReadonlyMap<Month, Settlement> =>
  new Map(
    events.flatMap((event) =>
      event.type === 'MonthsPaid'
        ? event.data.months.map((month) => [month, event as Settlement] as const)
        : [],
    ),
  );
