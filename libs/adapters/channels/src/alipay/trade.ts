import { instant, isInstant, type Instant } from '@canbao/calendar';
import { isAmount } from '@canbao/money';
import type { ChannelState } from '@canbao/domain-payment';

/** A trade as an answer or a message of Alipay tells it. */
export interface Trade {
  readonly [name: string]: unknown;
}

/** An instant that Alipay wrote as `yyyy-MM-dd HH:mm:ss`, in Asia/Shanghai, with or without milliseconds. */
export const instantOf = (written: unknown): Instant | undefined => {
  const text = `${String(written).replace(' ', 'T')}+08:00`;
  return isInstant(text) ? instant(text) : undefined;
};

/**
 * How the trade stands. What was paid stays paid although all of it has gone back since (`TRADE_CLOSED` with
 * a time of payment): a refund is a fact of its own.
 */
export const stateOf = (trade: Trade, orderNo: string, paidAt: Instant | undefined): ChannelState => {
  const said = String(trade['trade_status']);
  if (trade['out_trade_no'] !== orderNo) return { status: 'unknown', said: 'other-order' };
  switch (said) {
    case 'WAIT_BUYER_PAY':
      return { status: 'not-paid' };
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return paid(trade, orderNo, paidAt);
    case 'TRADE_CLOSED':
      return paidAt === undefined ? { status: 'closed' } : paid(trade, orderNo, paidAt);
    default:
      return { status: 'unknown', said };
  }
};

const paid = (trade: Trade, orderNo: string, paidAt: Instant | undefined): ChannelState => {
  const { trade_no: transactionNo, total_amount: amount, trade_status: said } = trade;
  const isWhole =
    typeof transactionNo === 'string' &&
    transactionNo !== '' &&
    typeof amount === 'string' &&
    isAmount(amount) &&
    paidAt !== undefined;
  // Paid, but not said how much or when: held, not guessed.
  if (!isWhole) return { status: 'unknown', said: `${String(said)} incomplete` };
  return { status: 'paid', orderNo, transactionNo, amount, paidAt };
};
