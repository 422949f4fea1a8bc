import type { Instant, Month } from '@canbao/calendar';
import { accept, on, reject, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { bureauOf } from './bureau-of';
import { leftByCase } from './joined-by-case';
import { refundStream, statusOf, type Refund, type RefundState } from './refund-state';
import { endedWithoutEffect } from './without-effect';

/** Who decides on a refund: `by` names the person with their role. */
interface Reviewer {
  readonly refundId: string;
  readonly by: string;
  readonly role: string;
  readonly at: Instant;
}

/** The review that is due is passed: tax's first, then that of the bureau which owns the insurance. */
export type ApproveRefund = Reviewer & { readonly type: 'ApproveRefund' };

/** The review that is due is not passed. */
export type RejectRefund = Reviewer & { readonly type: 'RejectRefund'; readonly reason: string };

/** The applicant does not want the refund any more. */
export interface WithdrawRefund {
  readonly type: 'WithdrawRefund';
  readonly refundId: string;
  readonly by: string;
  readonly at: Instant;
}

/** The case of a month is over: what it has asked for is not needed any more. */
export interface EndRefundCase {
  readonly type: 'EndRefundCase';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
  /** The case is about what was added to the month. */
  readonly item?: 'pension-true-up';
}

/** Why a review or a withdrawal is refused. */
export type ReviewReason =
  | 'refund-not-found'
  | 'refund-case-open'
  | 'review-not-due'
  | 'review-of-another-office'
  | 'reviewer-not-independent';

/** The offices that may review, by review. */
const firstReviewers: readonly string[] = ['operator', 'tax-desk'];

/** Passes the review that is due. The second one takes the money out of the funds. */
export const approveRefund = (
  { refundId, by, role, at }: ApproveRefund,
  { refund }: RefundState,
): Outcome<PaymentEvent, ReviewReason> => {
  if (refund === undefined) return reject('refund-not-found');
  const { personId, insurance, months, entries, trueUps, corrections, reviewedBy, decidedBy } = refund;
  const beside = { ...(trueUps && { trueUps }), ...(corrections && { corrections }) };
  if (by === decidedBy || (by === reviewedBy && firstReviewers.includes(role))) return accept();
  const refused = refusedReview(refund, role, by);
  if (refused !== undefined) return refused;
  if (personId === undefined || insurance === undefined) return reject('review-not-due');
  if (refund.stage === 'applied')
    return accept({ type: 'RefundReviewed', data: { refundId, personId, by, at } });
  return accept<PaymentEvent>(
    {
      type: 'RefundDecided',
      data: { refundId, personId, insurance, months, entries, ...beside, by, at },
    },
    ...refund.legs.map(({ orderId }) =>
      on<PaymentEvent>(orderStream(orderId), { type: 'RefundCommitted', data: { orderId, refundId } }),
    ),
  );
};

/** Ends the refund with the reviewer's reason; its months stay paid. */
export const rejectRefund = (
  { refundId, by, role, reason, at }: RejectRefund,
  { refund }: RefundState,
): Outcome<PaymentEvent, ReviewReason> => {
  if (refund === undefined) return reject('refund-not-found');
  if (refund.stage === 'rejected') return accept();
  const refused = refusedReview(refund, role, by);
  if (refused !== undefined) return refused;
  const { personId = '', stage } = refund;
  const review = stage === 'applied' ? 'first' : 'second';
  return accept<PaymentEvent>(
    { type: 'RefundRejected', data: { refundId, personId, review, reason, by, at } },
    ...endedWithoutEffect(refund),
  );
};

/** Ends a refund that is not decided; a decided one goes on. */
export const withdrawRefund = (
  { refundId, by, at }: WithdrawRefund,
  { refund }: RefundState,
): Outcome<PaymentEvent, ReviewReason> => {
  if (refund === undefined || by !== refund.appliedBy) return reject('refund-not-found');
  const { personId = '', stage } = refund;
  if (stage === 'closed') return accept();
  if (!isOpen(refund)) return reject('review-not-due', { status: statusOf(refund) });
  if (refund.isJoined === true) return reject('refund-case-open');
  return accept<PaymentEvent>(
    { type: 'RefundClosed', data: { refundId, personId, because: 'withdrawn', at } },
    ...endedWithoutEffect(refund),
  );
};

/** Ends what the case of the month has asked for, as long as it is not decided. */
export const endRefundCase = (
  { personId, month, item }: EndRefundCase,
  { obligations, additions, orders }: RefundState,
): Outcome<PaymentEvent, never> => {
  const orderId = (item === undefined ? obligations : additions)[month]?.paidBy;
  if (orderId === undefined) return accept();
  const open = Object.entries(orders[orderId]?.refunds ?? {}).find(
    ([, { stage, byCase, isJoined, months }]) =>
      (byCase || isJoined === true) && stage === 'applied' && months.includes(month),
  );
  // Until its stream is loaded, the order counts as having one: `execute` loads it and decides again.
  const [refundId, { orderIds, isJoined }] = open ?? ['', { orderIds: [orderId], isJoined: false }];
  if (open === undefined && orders[orderId] !== undefined) return accept();
  if (isJoined === true) return leftByCase({ refundId, personId, orderIds });
  return accept(
    on<PaymentEvent>(refundStream(refundId), {
      type: 'RefundClosed',
      data: { refundId, personId, because: 'case-closed' },
    }),
    ...endedWithoutEffect({ refundId, legs: orderIds.map((each) => ({ orderId: each })) }),
  );
};

const isOpen = ({ stage }: Refund): boolean => stage === 'applied' || stage === 'reviewed';

/** Three people: the applicant, an officer of tax, and one of the owning bureau. */
const refusedReview = (
  refund: Refund,
  role: string,
  by: string,
): Outcome<never, ReviewReason> | undefined => {
  const { insurance, appliedBy, reviewedBy } = refund;
  if (!isOpen(refund)) return reject('review-not-due', { status: statusOf(refund) });
  const offices =
    refund.stage === 'applied' ? firstReviewers : [insurance === undefined ? '' : bureauOf[insurance]];
  if (!offices.includes(role)) return reject('review-of-another-office', { status: refund.stage, offices });
  return by === appliedBy || by === reviewedBy ? reject('reviewer-not-independent') : undefined;
};
