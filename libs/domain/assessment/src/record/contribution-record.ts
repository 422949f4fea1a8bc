import { currentMonth, dayOf, withoutOverlaps, type Day, type Instant, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import {
  isCounted,
  payableUntil,
  recordOf,
  recordParameters,
  type ContributionRecord,
  type Pack,
  type PaidContribution,
  type ParameterUsed,
  type RecordedMonth,
  type RecordFacts,
} from '@canbao/rules';
import { insurances, type Insurance } from '@canbao/vocabulary';
import type { AccountEvent } from '../account/contribution-account.events';
import { coveredMonths } from '../account/employer-cover';
import { knownAt, type KnownAccount } from '../coverage/known-account';
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

const recordFacts = (insurance: Insurance, { state, events }: KnownAccount, at: Instant): RecordFacts => {
  const { enrolments, paidMonths, paidThrough, diedOn, refundCases, refusedPostings } = state;
  const settlements = settlementsOf(events);
  const elsewhere = coveredMonths(state, currentMonth(at));
  return {
    insurance,
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

type Settlement = Extract<AccountEvent, { type: 'MonthsPaid' }> & StoredEvent;

/** The event that settled each month, the last of several. */
const settlementsOf = (events: KnownAccount['events']): ReadonlyMap<Month, Settlement> =>
  new Map(
    events.flatMap((event) =>
      event.type === 'MonthsPaid'
        ? event.data.months.map((month) => [month, event as Settlement] as const)
        : [],
    ),
  );

/** What the month was paid on, as far as it was stored. */
const figuresOf = (
  month: Month,
  settled: Settlement | undefined,
): Pick<PaidContribution, 'paidOn' | 'amount' | 'accountBase'> => {
  if (settled === undefined) throw new Error(`${month} is paid by no event`);
  const { insurance, items, figures = [], paidAt } = settled.data;
  const paid = insurance === 'pension' ? figures.find((each) => each.month === month) : undefined;
  return {
    paidOn: dayOf(paidAt ?? settled.recordedAt),
    ...(insurance === 'pension'
      ? { accountBase: paid?.base ?? 'unknown', ...(paid === undefined ? {} : { amount: paid.amount }) }
      : medicalFigures(items)),
  };
};

/** A late fee is no contribution. Only the scheme with account has one; a fixed amount has no base. */
const medicalFigures = (
  items: Settlement['data']['items'],
): { readonly amount?: Yuan; readonly accountBase?: Yuan | 'unknown' } => {
  if (items === undefined) return { accountBase: 'unknown' };
  const amount = sum(items.filter(({ item }) => item !== 'late-fee').map((paid) => paid.amount));
  const withAccount = items.find(({ item }) => item === 'with-account');
  if (withAccount === undefined) return { amount };
  const { base, rate } = withAccount;
  return { amount, accountBase: base === undefined || rate === '1' ? 'unknown' : base };
};
