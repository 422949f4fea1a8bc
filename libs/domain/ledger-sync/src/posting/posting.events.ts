import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** An item and its amount in yuan, as a bureau books it. */
export type PostedItem = z.infer<typeof PostedItem>;
const PostedItem = z.object({ item: stored.item, amount: stored.yuan });

/** One month of one person for one insurance: what a bureau books as a whole. */
export type Obligation = z.infer<typeof Obligation>;
const Obligation = z.object({
  personId: z.string(),
  insurance: stored.insurance,
  month: stored.month,
  /** Set for what final limits have changed about the month: the bureau books it beside the month. */
  item: z.literal('pension-true-up').exactOptional(),
});

/** Everything a request to the bureau contains; `orders` are the orders whose money it is about. */
export type RequestedPosting = z.infer<typeof RequestedPosting>;
const RequestedPosting = Obligation.extend({
  bundleId: z.string().exactOptional(),
  requestId: z.string(),
  items: stored.list(PostedItem),
  total: stored.yuan,
  paidAt: stored.instant,
  orders: stored.list(z.string()),
  /** The refund of money above final limits that waits until it is booked. */
  forRefund: z.string().exactOptional(),
});

/** Why assessment wants the money of a month to go back. */
export type RefundReason = z.infer<typeof RefundReason>;
const RefundReason = z.enum([
  'death',
  'employer-cover',
  'retired',
  'transferred-out',
  'left-country',
  'stopped',
  'bill-withdrawn',
]);
const refundCase = Obligation.extend({ because: RefundReason });

const at = stored.instant;
/** The day of the bureau's books, where it says so; otherwise that of `at`. */
const bookedOn = stored.day.exactOptional();
const aboutRequest = Obligation.extend({ requestId: z.string() });

/** A refund that waits for the answer, and the other orders whose money it gives back. */
export type ForRefund = z.infer<typeof ForRefund>;
const ForRefund = z.object({ refundId: z.string(), otherOrders: stored.list(z.string()), at });
const refund = ForRefund.exactOptional();

/** Some items of a bundle have arrived; `missing` ones are still to be paid. */
export const PartNoted = eventType(
  'PartNoted',
  Obligation.extend({
    bundleId: z.string(),
    orderId: z.string(),
    items: stored.list(PostedItem),
    missing: stored.list(stored.item),
  }),
);
/** The request id is stored before the bureau sees it, and never used for anything else. */
export const PostingRequested = eventType('PostingRequested', RequestedPosting);
/**
 * The same content under a new request id: after a refusal, by an operator; or because a refund was taken
 * back that the bureau had taken the month out of its books for.
 */
export const PostingRequestedAgain = eventType(
  'PostingRequestedAgain',
  RequestedPosting.extend({ refusedRequestId: z.string(), because: z.string(), at }),
);
/** After a refusal, by an operator: the money is to go back, and nothing is posted meanwhile. */
export const RefundRequested = eventType('RefundRequested', Obligation.extend({ because: z.string(), at }));
export const RefundWithdrawn = eventType('RefundWithdrawn', Obligation.extend({ at }));
/** Assessment's own refund case for the month: a refused posting is not made again while it is open. */
export const RefundCaseNoted = eventType('RefundCaseNoted', refundCase);
export const RefundCaseEnded = eventType('RefundCaseEnded', refundCase);
/** Paid again while a reversal is pending: the bureau would refuse a second posting until then. */
export const PostingDeferred = eventType('PostingDeferred', RequestedPosting);
export const PostingAccepted = eventType(
  'PostingAccepted',
  aboutRequest.extend({
    bundleId: z.string().exactOptional(),
    bureauReceiptNo: z.string(),
    /** Yuan that the bureau says it has booked, where it does. */
    bookedTotal: stored.yuan.exactOptional(),
    forRefund: z.string().exactOptional(),
    bookedOn,
    at,
  }),
);
export const PostingRefused = eventType('PostingRefused', aboutRequest.extend({ reason: z.string(), at }));
export const PostingOutcomeUnknown = eventType('PostingOutcomeUnknown', aboutRequest.extend({ at }));
/** The money went back: what the bureau has booked, or may have booked, must be reversed there. */
export const ReversalRequested = eventType(
  'ReversalRequested',
  aboutRequest.extend({ reversalId: z.string(), orderId: z.string(), refund }),
);
/** The money of an order went back before any of it reached the bureau. */
export const PostingCancelled = eventType(
  'PostingCancelled',
  Obligation.extend({
    orderId: z.string(),
    refund,
    /** Absent in events stored until 2026-11-26. */
    reversalId: z.string().exactOptional(),
  }),
);
export const PostingReversed = eventType(
  'PostingReversed',
  aboutRequest.extend({ refundId: z.string().exactOptional(), bookedOn, at }),
);
/** The bureau keeps what is to be reversed: it is not asked again by itself (ADR 78). */
export const ReversalRefused = eventType(
  'ReversalRefused',
  aboutRequest.extend({
    reversalId: z.string(),
    refundId: z.string().exactOptional(),
    reason: z.string(),
    at,
  }),
);
/** After that, by an operator: the same reversal under a new id. */
export const ReversalRequestedAgain = eventType(
  'ReversalRequestedAgain',
  aboutRequest.extend({
    reversalId: z.string(),
    refusedReversalId: z.string(),
    orders: stored.list(z.string()),
    because: z.string(),
    at,
  }),
);
/** The refund that had asked for the reversal was taken back: the money of its orders counts again. */
export const PostingKept = eventType(
  'PostingKept',
  Obligation.extend({
    refundId: z.string(),
    /** Of the request to make if the bureau has taken the month out, or takes it out yet. */
    requestId: z.string(),
    at,
  }),
);
/** The bureau contradicted itself about one request: recorded for investigation, nothing is overwritten. */
export const ContradictionNoted = eventType(
  'ContradictionNoted',
  aboutRequest.extend({ said: z.string(), at }),
);
/** What a bureau answers that reads the events itself. */
export type KeptAnswer = z.infer<typeof KeptAnswer>;
const KeptAnswer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('booked'),
    receiptNo: z.string(),
    total: stored.yuan.exactOptional(),
    bookedOn,
  }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
  z.object({ outcome: z.literal('reversed'), bookedOn }),
]);
/**
 * What changes nothing yet, because the bureau was faster than we and what it answers has not come here; or
 * nothing any more, because the money is to go back.
 */
export const AnswerKept = eventType(
  'AnswerKept',
  Obligation.extend({
    /** The id that its request or reversal will have. */
    answeredId: z.string(),
    answer: KeptAnswer,
    at,
  }),
);

/** Stored facts of one posting: items received, requests, the bureau's answers, reversals, ways out. */
export const postingEvents = eventTypes([
  PartNoted,
  PostingRequested,
  PostingRequestedAgain,
  RefundRequested,
  RefundWithdrawn,
  RefundCaseNoted,
  RefundCaseEnded,
  PostingDeferred,
  PostingAccepted,
  PostingRefused,
  PostingOutcomeUnknown,
  ReversalRequested,
  PostingCancelled,
  PostingReversed,
  ReversalRefused,
  ReversalRequestedAgain,
  PostingKept,
  ContradictionNoted,
  AnswerKept,
]);

/** A stored fact of a posting. */
export type PostingEvent = EventOf<(typeof postingEvents.declarations)[number]>;
