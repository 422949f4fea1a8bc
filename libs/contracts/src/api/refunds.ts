import { z } from 'zod';
import { Amount, Channel, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation, type Role } from './operation';
import { ProposalReply } from './proposals';

const refundPath = z.strictObject({ id: Uuid });
const readers: readonly Role[] = [
  'payer',
  'bank',
  'tax-desk',
  'hrss',
  'medical-bureau',
  'operator',
  'auditor',
];
/** Where a refund stands; the order of the list is the order of its life. */
export const RefundStatus = z.enum([
  'applied',
  'reviewed',
  'unposting',
  'to-send',
  'sending',
  'under-way',
  'to-pay-out',
  'abnormal',
  'refunded',
  'rejected',
  'closed',
]);
export type RefundStatus = z.infer<typeof RefundStatus>;
/** What a payer can give as the reason (退费原因). */
const reason = z.enum(['duplicate', 'error', 'overpaid', 'employer-cover', 'death']);
const words = z.string().trim().min(1).max(200);

/** Money that was handed over, under a number of whoever did it. */
const payout = z.strictObject({
  payoutNo: z.string().regex(/^[\w.:-]{1,64}$/),
  amount: Amount,
  paidOutAt: InstantText,
});

/** A refund as its payer sees it. Amounts in yuan. */
export const RefundReply = z.strictObject({
  refundId: Uuid,
  personId: Uuid.optional(),
  insurance: Insurance.optional(),
  because: z.string(),
  status: RefundStatus,
  /** Whose turn it is; left out once the refund has ended. */
  waitsFor: z.enum(['tax', 'hrss', 'medical-bureau', 'channel', 'counter', 'operator']).optional(),
  /** One Chinese sentence on where it stands, and one on what comes next, if anything does. */
  statusText: z.string(),
  next: z.string().optional(),
  amount: Amount,
  currency: z.literal('CNY'),
  months: z.array(
    z.strictObject({
      month: MonthText,
      /** What final limits have changed about the month (多退少补); negative for what went back of it before. */
      item: z.literal('pension-true-up').optional(),
      amount: Amount,
      /** `corrected`: the month stays paid, and the bureau has taken what was above its limit out of it. */
      bureau: z.enum(['open', 'reversed', 'absent', 'corrected']),
    }),
  ),
  ways: z
    .array(
      z.strictObject({
        orderId: Uuid,
        channel: Channel,
        amount: Amount,
        status: z.enum(['to-send', 'sending', 'under-way', 'to-pay-out', 'abnormal', 'refunded']),
        refundNo: z.string().optional(),
        channelRefundNo: z.string().optional(),
        because: z.string().optional(),
        askedAgainAt: InstantText.optional().describe(
          'When the channel is asked next: after 5 s, 30 s, 1 min, 5 min, 30 min, then hourly.',
        ),
      }),
    )
    .describe('How the money goes back: the way it came, for each order that brought some of it.'),
  steps: z
    .array(z.strictObject({ step: z.string(), at: InstantText }))
    .describe('What has happened so far, the first step first.'),
  rejectedBecause: z.string().optional(),
});

/** The HTTP calls about refunds (退费). */
export const refundsApi = {
  applyForRefund: operation({
    id: 'applyForRefund',
    service: 'payment',
    method: 'POST',
    path: '/refunds',
    roles: ['payer', 'bank', 'tax-desk', 'operator'],
    status: 201,
    summary:
      'Apply for the refund of whole months of one order and one insurance; a bundle goes back whole. Give ' +
      'the order, or its receipt number. Two reviews follow: by tax, then by the bureau that owns the ' +
      'insurance, which takes the months out of its books before the money leaves, the way it came.',
    body: z.strictObject({
      orderId: Uuid.optional(),
      receiptNo: z.string().max(40).optional(),
      months: z.array(MonthText).min(1).max(24),
      reason,
    }),
    reply: RefundReply,
    rejections: [
      'order-not-found',
      'month-not-refundable',
      'order-reversed',
      'refund-open',
      'refund-exceeds-paid',
    ],
  }),
  refunds: operation({
    id: 'refunds',
    service: 'payment',
    method: 'GET',
    path: '/refunds',
    roles: readers,
    status: 200,
    summary:
      'Refunds, the latest first: those of the payer, of the money that the counter took, of the insurance ' +
      'that the bureau owns; operators and auditors see all.',
    query: z.strictObject({
      status: RefundStatus.optional(),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: z.strictObject({ items: z.array(RefundReply), nextCursor: z.string().optional() }),
  }),
  refund: operation({
    id: 'refund',
    service: 'payment',
    method: 'GET',
    path: '/refunds/{id}',
    roles: readers,
    status: 200,
    summary: 'A refund as it stands, with what comes next.',
    params: refundPath,
    reply: RefundReply,
    rejections: ['refund-not-found'],
  }),
  approveRefund: operation({
    id: 'approveRefund',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/approval',
    roles: ['operator', 'tax-desk', 'hrss', 'medical-bureau'],
    status: 200,
    summary:
      'Pass the review that is due: the first by tax (an operator or the tax desk), the second by the ' +
      'bureau that owns the insurance. Applicant and reviewers are three different persons.',
    params: refundPath,
    body: z.strictObject({}).optional(),
    reply: RefundReply,
    rejections: [
      'refund-not-found',
      'review-not-due',
      'review-of-another-office',
      'reviewer-not-independent',
    ],
  }),
  rejectRefund: operation({
    id: 'rejectRefund',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/rejection',
    roles: ['operator', 'tax-desk', 'hrss', 'medical-bureau'],
    status: 200,
    summary: 'Reject the refund in the review that is due; the payer reads the reason.',
    params: refundPath,
    body: z.strictObject({ reason: words }),
    reply: RefundReply,
    rejections: [
      'refund-not-found',
      'review-not-due',
      'review-of-another-office',
      'reviewer-not-independent',
    ],
  }),
  withdrawRefund: operation({
    id: 'withdrawRefund',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/withdrawal',
    roles: ['payer', 'bank', 'tax-desk', 'operator'],
    status: 200,
    summary: 'Withdraw an application of one’s own, as long as the second review has not passed it.',
    params: refundPath,
    body: z.strictObject({}).optional(),
    reply: RefundReply,
    rejections: ['refund-not-found', 'review-not-due', 'refund-case-open'],
  }),
  confirmPayout: operation({
    id: 'confirmPayout',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/payout',
    roles: ['bank', 'tax-desk'],
    status: 200,
    summary:
      'Confirm that the counter which took the money has paid it out, whole, under a number of its own; a ' +
      'repeat under the same number books nothing further.',
    params: refundPath,
    body: payout.extend({
      paidOutAt: InstantText.optional().describe('When it was handed over; now if absent.'),
      method: z
        .enum(['cash', 'card'])
        .optional()
        .describe('How it was handed over; the way it came if absent.'),
    }),
    reply: RefundReply,
    rejections: ['refund-not-found', 'payout-not-due', 'payout-amount-differs', 'payout-in-the-future'],
  }),
  refundOtherWay: operation({
    id: 'refundOtherWay',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/other-way',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose to book that a refund was paid by another way than it came, whole: an abnormal one, one ' +
      'whose channel is not connected, or one that its counter does not pay. Done once ' +
      'another operator approves it (POST /operations/payment/proposals/{id}/approval).',
    params: refundPath,
    body: payout.extend({ reason: words }),
    reply: ProposalReply,
    rejections: [
      'refund-not-found',
      'payout-not-due',
      'payout-amount-differs',
      'payout-in-the-future',
      'proposal-open',
    ],
  }),
  takeBackRefund: operation({
    id: 'takeBackRefund',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/taking-back',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose that the money stays: the bureau has refused to take a month of this decided refund out of ' +
      'its books. Once another operator has approved it, the refund is over; its months are paid as before.',
    params: refundPath,
    body: z.strictObject({ reason: z.string().min(5).max(500) }),
    reply: ProposalReply,
    rejections: ['refund-not-found', 'taking-back-not-due', 'proposal-open'],
  }),
  redirectRefund: operation({
    id: 'redirectRefund',
    reads: 'refund-to-card',
    service: 'payment',
    method: 'POST',
    path: '/refunds/{id}/redirection',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose that the channel pays an abnormal refund to another card of the payer (异常退款), under the ' +
      'same number. Number and name of the card are sealed before they are kept. Done once another ' +
      'operator approves it (POST /operations/payment/proposals/{id}/approval).',
    params: refundPath,
    body: z.strictObject({
      bank: z
        .string()
        .regex(/^[A-Z]{2,16}(_DEBIT|_CREDIT)?$/)
        .describe('As the channel names it, such as ICBC_DEBIT.'),
      account: z.string().regex(/^\d{8,32}$/),
      name: z.string().trim().min(1).max(64).describe('Who holds the card.'),
      reason: words,
    }),
    reply: ProposalReply,
    rejections: ['refund-not-found', 'payout-not-due', 'redirection-not-offered', 'proposal-open'],
  }),
} as const satisfies Record<string, Operation>;
