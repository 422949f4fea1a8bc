import type { Instant } from '@canbao/calendar';
import type { ChannelRefund, RefundState } from '@canbao/domain-payment';
import type { Reply } from './gateway';
import { instantOf } from './trade';

/** The payer's account or card takes no money any more. */
const shut = new Set(['ACQ.BUYER_NOT_EXIST', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'ACQ.USER_NOT_MATCH_ERR']);

/**
 * What Alipay says to a refund. Done means only that it was taken: money may still be on its way to a card,
 * and a repeat changes nothing (`fund_change` N). Whoever asks then queries.
 */
export const refundAnswer = (reply: Reply, orderNo: string): RefundState | 'query' => {
  if (reply.is !== 'refused') return 'query';
  return shut.has(reply.reason)
    ? { status: 'abnormal', channelRefundNo: orderNo }
    : { status: 'refused', reason: reply.reason };
};

/**
 * How a refund stands, by its query at `now`; one of another amount is held. An answer without an amount
 * means that there is no such refund.
 */
export const refundState = (
  reply: Reply,
  { orderNo, refundNo, amount: ours }: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>,
  now: Instant,
): RefundState => {
  if (reply.is === 'unknown') return { status: 'unknown', ...(reply.said ? { said: reply.said } : {}) };
  if (reply.is === 'refused')
    return reply.reason === 'ACQ.TRADE_NOT_EXIST'
      ? { status: 'not-found' }
      : { status: 'unknown', said: reply.reason };
  const {
    out_trade_no: order,
    out_request_no: asked,
    refund_amount: amount,
    refund_status: said,
  } = reply.body;
  if (amount === undefined || amount === '') return { status: 'not-found' };
  if (order !== orderNo || asked !== refundNo) return { status: 'unknown', said: 'other-refund' };
  if (said !== undefined && said !== '' && said !== 'REFUND_SUCCESS') return notYet(String(said));
  // Held: more or less than we asked for is not what we have booked.
  if (amount !== ours) return { status: 'unknown', said: `refunded ${String(amount)}` };
  // Not every answer says when: it has left by now.
  const refundedAt = instantOf(reply.body['gmt_refund_pay']) ?? now;
  return { status: 'refunded', refundedAt, channelRefundNo: String(reply.body['trade_no'] ?? orderNo) };
};

const notYet = (said: string): RefundState =>
  said === 'REFUND_PROCESSING' ? { status: 'under-way' } : { status: 'unknown', said };
