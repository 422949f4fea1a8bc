import { dayOf, firstDayOf, monthsBetween, plusMonths, type Day, type Month } from '@canbao/calendar';
import { zero } from '@canbao/money';
import {
  cite,
  condition,
  type Condition,
  type ConditionCode,
  type CoverageCause,
  type CoverageInterval,
  type Gap,
  type Pack,
  type Reference,
} from '@canbao/rules';
import type { AccountEvent } from '../account/contribution-account.events';
import type { RefundReason } from '../account/refund-cases.events';
import { settlementOf, type KnownAccount } from './known-account';

/** A condition with the event that it rests on, where there is one. */
export type EvidencedCondition = Condition & { readonly evidence?: string };

/** What is known where a cause is put into words. */
export interface Told extends KnownAccount {
  /** Nothing has ended the interval yet: what has led to it can still be cleared. */
  readonly isOpen: boolean;
  /** The earliest day of cover on any way back. */
  readonly clearsOn?: Day | undefined;
}

/** Why cover stands as it does over an interval: one condition a cause. */
export const causesOf = (
  { because }: Pick<CoverageInterval, 'because'>,
  told: Told,
  source: Reference,
): EvidencedCondition[] => {
  const gap = because.flatMap((cause) => ('gap' in cause ? [cause.gap] : [])).at(-1);
  return because.map((cause) => {
    const { code, ...found } = wordsOf(cause, told, gap);
    return condition(code, { rule: 'medical.benefit', source: cite(source), ...found });
  });
};

/** The rule that says when benefits stop, return and wait. */
export const benefitSource = ({ coverageRules }: Pick<Pack, 'coverageRules'>): Reference =>
  coverageRules.at(-1)?.source ?? {};

type Words = { readonly code: ConditionCode } & Partial<Omit<EvidencedCondition, 'rule' | 'source' | 'code'>>;

const wordsOf = (cause: CoverageCause, told: Told, gap: Gap | undefined): Words => {
  const { events, state } = told;
  switch (cause.code) {
    case 'first-payment':
      return { code: cause.code, ...paid([cause.month], told) };
    case 'carried-in':
      return {
        code: cause.code,
        ...evidence(
          events.findLast((event) => event.type === 'EnrolmentNoted' && event.data.paidThrough !== undefined),
        ),
        details: { paidThrough: cause.month },
      };
    case 'employer-cover':
      return {
        code: cause.code,
        ...evidence(
          events.findLast((event) => event.type === 'EmployerCoverNoted' && event.data.from <= cause.month),
        ),
        details: { month: cause.month },
      };
    case 'month-unpaid': {
      const goingBack = state.refundCases[cause.month];
      return goingBack === undefined
        ? unpaid(cause.month, told, gap?.mustWait === true)
        : goesBack(cause.month, goingBack.because, told);
    }
    case 'arrears-paid':
      return { code: cause.code, ...paid(arrearsOf(cause.gap), told) };
    case 'waited':
      return { code: cause.code, ...paid(cause.gap.inTurn, told) };
    case 'gap-too-long':
      return {
        code: cause.code,
        ...(told.isOpen ? clears(told) : { clearedBy: 'nobody' }),
        details: {
          first: cause.gap.first,
          unpaidMonths: cause.gap.months,
          paidInTurn: cause.gap.inTurn,
        },
      };
    case 'death':
      return {
        code: 'person-deceased',
        ...evidence(events.findLast(({ type }) => type === 'DeathNoted' || type === 'DeathWithdrawalNoted')),
        details: { diedOn: state.diedOn },
      };
  }
};

/** Money came for the month and has to go back; whoever told the reason can take it back. */
const goesBack = (month: Month, because: RefundReason, { events }: Told): Words => {
  const settled = settlementOf(events, month);
  const opened = events.findLast((event) => event.type === 'RefundCaseOpened' && event.data.month === month);
  return {
    code: 'month-goes-back',
    ...(because === 'posting-refused' ? { clearedBy: 'operator' } : {}),
    ...(because === 'bill-withdrawn' ? { clearedBy: 'medical-agency' } : {}),
    ...evidence(opened),
    details: {
      month,
      because,
      ...(settled === undefined ? {} : { paidOn: dayOf(settled.data.paidAt ?? settled.recordedAt) }),
    },
  };
};

/** Days that have passed without cover stay so; a gap that is too long is not cleared by its arrears. */
const unpaid = (month: Month, told: Told, isTooLong: boolean): Words => {
  const { state, events, isOpen } = told;
  const settled = state.paidMonths.includes(month) ? settlementOf(events, month) : undefined;
  const bill = state.bills.find((billed) => billed.month === month);
  const because =
    settled ??
    events.findLast((event) => event.type === 'MonthsReopened' && event.data.months.includes(month)) ??
    events.findLast(
      (event) =>
        (event.type === 'BillPushed' || event.type === 'BillReplaced') &&
        event.data.billId === bill?.billId &&
        event.data.months.some((billed) => billed.month === month),
    ) ??
    events.findLast((event) => endsBy(event, firstDayOf(plusMonths(month, 1))));
  const paidOn = settled === undefined ? undefined : dayOf(settled.data.paidAt ?? settled.recordedAt);
  const isReopened = because?.type === 'MonthsReopened';
  return {
    code: 'month-unpaid',
    ...(!isOpen || isTooLong
      ? { clearedBy: 'nobody' }
      : {
          clearedBy: bill === undefined && settled === undefined ? 'medical-agency' : 'payer',
          ...clears(told),
        }),
    ...evidence(because),
    details: {
      month,
      ...(paidOn === undefined ? {} : { paidOn }),
      ...(isReopened ? { moneyWentBackOn: dayOf(because.recordedAt) } : {}),
      ...(bill === undefined || bill.lateFee === zero ? {} : { lateFee: bill.lateFee }),
    },
  };
};

/** Whether the event tells of an end before the day. */
const endsBy = ({ type, data }: AccountEvent, day: Day): boolean => {
  if (type === 'EnrolmentEndNoted') return data.on < day;
  if (type !== 'EnrolmentsNoted') return false;
  const until = data.enrolments.at(-1)?.until;
  return until !== undefined && until < day;
};

const paid = (months: readonly Month[], { events }: Told): Pick<Words, 'evidence' | 'details'> => {
  const settled = months.flatMap((month) => settlementOf(events, month) ?? []);
  const last = settled.toSorted((a, b) => (a.position < b.position ? -1 : 1)).at(-1);
  return {
    ...evidence(last),
    details: {
      months,
      ...(last === undefined ? { assumed: true } : { paidOn: dayOf(last.data.paidAt ?? last.recordedAt) }),
    },
  };
};

const arrearsOf = ({ first, months, inTurn }: Gap): Month[] => {
  const all = monthsBetween(first, plusMonths(first, months + inTurn.length - 1));
  return all.filter((month) => !inTurn.includes(month));
};

const evidence = (event: { readonly eventId: string } | undefined): Pick<Words, 'evidence'> =>
  event === undefined ? {} : { evidence: event.eventId };

const clears = ({ clearsOn }: Told): Pick<Words, 'clearsOn'> => (clearsOn === undefined ? {} : { clearsOn });
