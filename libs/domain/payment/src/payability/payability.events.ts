import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** Why a month is not payable, or no longer. */
export type UnpayableReason = z.infer<typeof UnpayableReason>;
export const UnpayableReason = z.enum([
  'person-deceased',
  'not-registered',
  'covered-by-employer',
  'district-changed',
  'bill-changed',
]);

const personId = z.string();
/** Registration numbers a person's facts; one without a number comes before all others of its kind. */
const revision = z.int().optional();

/** An online order, as far as it matters whether its months stay payable. */
export type NotedOrder = z.infer<typeof NotedOrder>;
const NotedOrder = z.object({
  personId,
  orderId: z.string(),
  insurance: stored.insurance,
  district: stored.district,
  months: stored.list(stored.month),
  /** Months of which it holds not themselves but what final limits have added. */
  trueUpMonths: stored.list(stored.month).exactOptional(),
  /** When its quote was issued: what counts is how the months stand at this instant, as is known now. */
  quotedAt: stored.instant,
});

/** `corrects`: the first day that was noted before and was wrong. */
export const EnrolmentNoted = eventType(
  'EnrolmentNoted',
  z.object({
    personId,
    insurance: stored.insurance,
    district: stored.district,
    /** Of a medical enrolment. */
    scheme: stored.scheme.optional(),
    from: stored.day,
    corrects: stored.day.optional(),
  }),
);
/** How somebody leaves the city's insurance for good. */
export type Left = z.infer<typeof Left>;
export const Left = z.enum(['left-country', 'transferred-out']);

/** `on` is the last day covered. */
export const EnrolmentEndNoted = eventType(
  'EnrolmentEndNoted',
  z.object({
    personId,
    insurance: stored.insurance,
    on: stored.day,
    /** Since 2026-11, where the person has gone: what final limits change is no longer adjusted. */
    left: Left.exactOptional(),
  }),
);
/** All enrolments for an insurance, in place of those noted before. */
export const EnrolmentsNoted = eventType(
  'EnrolmentsNoted',
  z.object({
    personId,
    insurance: stored.insurance,
    enrolments: stored.list(
      z.object({
        district: stored.district,
        scheme: stored.scheme.optional(),
        from: stored.day,
        /** The last day covered. */
        until: stored.day.exactOptional(),
      }),
    ),
    /** Where the person has gone at the end of the last of them. */
    left: Left.exactOptional(),
  }),
);
/** Without a day: the report of a death is withdrawn. */
export const DeathNoted = eventType(
  'DeathNoted',
  z.object({ personId, diedOn: stored.day.optional(), revision }),
);
export const EmployerCoverNoted = eventType(
  'EmployerCoverNoted',
  z.object({
    personId,
    insurance: stored.insurance,
    from: stored.month,
    until: stored.month.optional(),
    revision,
  }),
);
export const EmployerCoverWithdrawalNoted = eventType(
  'EmployerCoverWithdrawalNoted',
  z.object({ personId, insurance: stored.insurance, from: stored.month, revision }),
);
/** What was quoted for these medical months before the instant is no longer what their agency bills. */
export const BillChangeNoted = eventType(
  'BillChangeNoted',
  z.object({
    personId,
    insurance: z.literal('medical'),
    billId: z.string(),
    months: stored.list(stored.month),
    changedAt: stored.instant,
  }),
);
export const OrderNoted = eventType('OrderNoted', NotedOrder);

const registeredFacts = [
  EnrolmentNoted,
  EnrolmentEndNoted,
  EnrolmentsNoted,
  DeathNoted,
  EmployerCoverNoted,
  EmployerCoverWithdrawalNoted,
  BillChangeNoted,
];
/** What others have published about a person, as far as it decides which months are payable. */
export type RegisteredFact = EventOf<(typeof registeredFacts)[number]>;

/** What is on a person's own stream: registered facts, and the online orders that rest on them. */
export const payabilityEvents = eventTypes([...registeredFacts, OrderNoted]);
export type PayabilityEvent = EventOf<(typeof payabilityEvents.declarations)[number]>;
