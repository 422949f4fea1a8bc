import { instant, isInstant, type Instant } from '@canbao/calendar';
import type { ChannelState, RefundState } from '@canbao/domain-payment';
import { fromFen, type Yuan } from '@canbao/money';
import { z } from 'zod';

/** Fen, as a whole number that JSON can carry exactly. */
const Fen = z.int().min(0);

/** RFC 3339 at any offset; WeChat writes `+08:00`. */
const Moment = z.string().transform((text, context): Instant => {
  if (isInstant(text)) return instant(text);
  const milliseconds = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(milliseconds))
    return instant(new Date(milliseconds + 8 * 3_600_000).toISOString().replace('Z', '+08:00'));
  context.addIssue({ code: 'custom', message: 'is no instant' });
  return z.NEVER;
});

const currency = 'CNY';

/** A payment as WeChat words it, as far as it concerns us. */
export const Transaction = z.object({
  mchid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.string(),
  transaction_id: z.string().min(1).optional(),
  success_time: Moment.optional(),
  amount: z.object({ total: Fen, currency: z.string().default(currency) }).optional(),
});
export type Transaction = z.output<typeof Transaction>;

/** A refund as WeChat words it: `status` in answers, `refund_status` in notices. */
export const Refund = z.object({
  mchid: z.string().optional(),
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string().min(1),
  status: z.string().optional(),
  refund_status: z.string().optional(),
  success_time: Moment.optional(),
  amount: z.object({ refund: Fen, currency: z.string().default(currency) }).optional(),
});
export type Refund = z.output<typeof Refund>;

const yuanOf = (fen: number): Yuan => fromFen(BigInt(fen));

/** Not paid yet, or not with this attempt: the payer may try again until the order is closed. */
const open = new Set(['NOTPAY', 'USERPAYING', 'PAYERROR']);
const closed = new Set(['CLOSED', 'REVOKED']);

/** A payment that has been refunded was paid first: its order's money has been here. */
export const stateOf = (transaction: Transaction): ChannelState => {
  const { trade_state: said, out_trade_no: orderNo, transaction_id, success_time, amount } = transaction;
  if (open.has(said)) return { status: 'not-paid' };
  if (closed.has(said)) return { status: 'closed' };
  if (said !== 'SUCCESS' && said !== 'REFUND') return { status: 'unknown', said };
  if (transaction_id === undefined || success_time === undefined || amount === undefined)
    return { status: 'unknown', said: `${said} without number, time or amount` };
  if (amount.currency !== currency) return { status: 'unknown', said: `${said} in ${amount.currency}` };
  return {
    status: 'paid',
    orderNo,
    transactionNo: transaction_id,
    amount: yuanOf(amount.total),
    paidAt: success_time,
  };
};

/** `expected`: what was asked for, in yuan. A refund of another amount is held, and an alarm. */
export const refundStateOf = (refund: Refund, expected?: Yuan): RefundState => {
  const { status, refund_status, refund_id: channelRefundNo, success_time, amount } = refund;
  const said = status ?? refund_status ?? '';
  if (expected !== undefined && amount !== undefined && yuanOf(amount.refund) !== expected)
    return { status: 'unknown', said: `${said} of ${yuanOf(amount.refund)}` };
  if (said === 'PROCESSING') return { status: 'under-way' };
  if (said === 'CLOSED') return { status: 'closed' };
  if (said === 'ABNORMAL') return { status: 'abnormal', channelRefundNo };
  if (said === 'SUCCESS' && success_time !== undefined)
    return { status: 'refunded', refundedAt: success_time, channelRefundNo };
  return { status: 'unknown', said };
};
