import {
  currentMonth,
  dayOf,
  endedOn,
  periodOn,
  withCorrectedPeriod,
  withoutOverlaps,
  withPeriod,
  type Day,
  type Instant,
  type Month,
  type Period,
} from '@canbao/calendar';
import { supersedes } from '@canbao/contracts';
import type { Event, StreamName } from '@canbao/event-sourcing';
import { deathRefusal, enrolmentFor } from '@canbao/rules';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';
import {
  payabilityEvents,
  type Left,
  type NotedOrder,
  type PayabilityEvent,
  type UnpayableReason,
} from './payability.events';

/** With the scheme, because an enrolment told again as it was begins anew (`withPeriod`). */
type Enrolment = Period & { readonly district: District; readonly scheme?: Scheme | undefined };

interface EmployerCover {
  readonly insurance: Insurance;
  readonly from: Month;
  readonly until?: Month | undefined;
  readonly isWithdrawn: boolean;
  readonly revision: number;
}

/** What payment knows of a person's registration, and the online orders that rest on it. */
export interface Payability {
  /** Nothing of an insurance of which no fact has arrived. */
  readonly enrolments: Readonly<Partial<Record<Insurance, readonly Enrolment[]>>>;
  /** By insurance, how the person has left; nothing of someone who is enrolled anew. */
  readonly left?: Readonly<Partial<Record<Insurance, Left>>>;
  readonly diedOn?: Day | undefined;
  readonly deathRevision: number;
  /** By medical month, since when its bill is what it is; none of a bill that was never changed. */
  readonly billsChangedAt: Readonly<Record<string, Instant>>;
  /** By insurance and first month, the latest fact about each. */
  readonly employerCovers: Readonly<Record<string, EmployerCover>>;
  /** By insurance and month, the latest order of the month: it alone can hold it. */
  readonly orders: Readonly<Record<string, NotedOrder>>;
}

/** Before the first fact. */
export const newPayability: Payability = {
  enrolments: {},
  deathRevision: 0,
  billsChangedAt: {},
  employerCovers: {},
  orders: {},
};

/** The stream of a person's registered facts; it serialises them with the opening of orders. */
export const payabilityStream = (personId: string): StreamName => `payability-${personId}`;

/** After an event; a fact that arrives after a later one of its kind changes nothing. */
export const evolvePayability = (before: Payability, { type, data }: PayabilityEvent): Payability => {
  switch (type) {
    case 'EnrolmentNoted': {
      const { personId: _, insurance, corrects, ...enrolment } = data;
      const noted = before.enrolments[insurance] ?? [];
      const enrolments: readonly Enrolment[] =
        corrects === undefined
          ? withPeriod<Enrolment>(noted, enrolment)
          : withCorrectedPeriod<Enrolment>(noted, corrects, enrolment);
      const after = { ...before, enrolments: { ...before.enrolments, [insurance]: enrolments } };
      return corrects === undefined ? withLeft(after, insurance, undefined) : after;
    }
    case 'EnrolmentEndNoted': {
      const { insurance, on, left } = data;
      const enrolments = endedOn(before.enrolments[insurance] ?? [], on);
      const after = { ...before, enrolments: { ...before.enrolments, [insurance]: enrolments } };
      return withLeft(after, insurance, left);
    }
    case 'EnrolmentsNoted': {
      const { insurance, enrolments, left } = data;
      return withLeft(
        { ...before, enrolments: { ...before.enrolments, [insurance]: enrolments } },
        insurance,
        left,
      );
    }
    case 'DeathNoted': {
      const { diedOn, revision } = data;
      if (!supersedes(revision, before.deathRevision)) return before;
      return { ...before, diedOn, deathRevision: revision ?? 0 };
    }
    case 'EmployerCoverNoted':
      return withCover(before, { ...data, isWithdrawn: false });
    case 'EmployerCoverWithdrawalNoted':
      return withCover(before, { ...data, isWithdrawn: true });
    case 'BillChangeNoted':
      return withBillChange(before, data);
    case 'OrderNoted': {
      const held = data.months.map((month) => [`${data.insurance} ${month}`, data] as const);
      return { ...before, orders: { ...before.orders, ...Object.fromEntries(held) } };
    }
  }
};

/** After a person's stored events; others among them count for nothing. */
export const payabilityOf = (stored: readonly Event[]): Payability =>
  stored.filter(payabilityEvents.has).reduce(evolvePayability, newPayability);

const withLeft = (
  { left: former, ...payability }: Payability,
  insurance: Insurance,
  left: Left | undefined,
): Payability => {
  const { [insurance]: _, ...others } = former ?? {};
  const after = left === undefined ? others : { ...others, [insurance]: left };
  return Object.keys(after).length === 0 ? payability : { ...payability, left: after };
};

/** A change that arrives after a later one changes nothing. */
const withBillChange = (
  before: Payability,
  { months, changedAt }: { readonly months: readonly Month[]; readonly changedAt: Instant },
): Payability => {
  const later = months.filter((month) => (before.billsChangedAt[month] ?? '') < changedAt);
  const changed = Object.fromEntries(later.map((month) => [month, changedAt]));
  return { ...before, billsChangedAt: { ...before.billsChangedAt, ...changed } };
};

const withCover = (
  before: Payability,
  {
    insurance,
    from,
    until,
    revision,
    isWithdrawn,
  }: Omit<EmployerCover, 'revision'> & { readonly revision?: number | undefined },
): Payability => {
  const key = `${insurance} ${from}`;
  if (!supersedes(revision, before.employerCovers[key]?.revision ?? 0)) return before;
  const cover = { insurance, from, until, isWithdrawn, revision: revision ?? 0 };
  return { ...before, employerCovers: { ...before.employerCovers, [key]: cover } };
};

/** Why the months are not payable, each with its reason; none for those that are. */
export const unpayableMonths = (
  payability: Payability,
  order: Omit<NotedOrder, 'personId' | 'orderId'>,
): (readonly [month: Month, because: UnpayableReason])[] =>
  order.months.flatMap((month) => {
    const because = reasonAgainst(payability, order, month);
    return because === undefined ? [] : [[month, because] as const];
  });

/**
 * In the order of the quote's ladder. A change of scheme is none: a quote of the former one makes its month
 * whole. Nothing is said against a month while no enrolment is known: assessment has judged it for the quote.
 */
const reasonAgainst = (
  { enrolments, diedOn, employerCovers, billsChangedAt }: Payability,
  { insurance, district, quotedAt }: Pick<NotedOrder, 'insurance' | 'district' | 'quotedAt'>,
  month: Month,
): UnpayableReason | undefined => {
  const noted = enrolments[insurance];
  const periods = withoutOverlaps(noted ?? []);
  const registration = { enrolments: periods, ...(diedOn === undefined ? {} : { diedOn }) };
  if (deathRefusal(registration, [month]) !== undefined) return 'person-deceased';
  const today = dayOf(quotedAt);
  // A past medical month is billed, under any enrolment that has begun, even one that has ended since.
  const isEnrolled =
    insurance === 'medical' && month < currentMonth(quotedAt)
      ? periods.some(({ from }) => from <= today)
      : enrolmentFor(registration, month, quotedAt) !== undefined;
  if (noted !== undefined && !isEnrolled) return 'not-registered';
  const isCovered = Object.values(employerCovers).some(
    ({ insurance: covered, from, until = month, isWithdrawn }) =>
      covered === insurance && !isWithdrawn && from <= month && month <= until,
  );
  if (isCovered) return 'covered-by-employer';
  const changedAt = insurance === 'medical' ? billsChangedAt[month] : undefined;
  if (changedAt !== undefined && quotedAt < changedAt) return 'bill-changed';
  const current = periodOn(periods, today) ?? periods.find(({ from }) => from > today) ?? periods.at(-1);
  return current === undefined || current.district === district ? undefined : 'district-changed';
};
