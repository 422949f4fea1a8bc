import type { Instant } from '@canbao/calendar';
import type {
  OnlineChannel,
  RefundDestination,
  RefundState as ChannelAnswer,
  RefundWay,
} from '../channel/online-channel';
import type { RefundCommand } from './refund';
import { isUnposted, type Leg, type Refund } from './refund-state';

/**
 * The next step of a leg's money: its number is stored first, then it is sent, then it is asked about under
 * the same number until the channel has said how it ended. Undefined when there is nothing to record.
 * @param way the channel; `counter` where one took the money, which pays it out and says so; undefined while
 *   the channel is not connected: the money waits for it, or for an operator who names another way
 * @param onStrange what a channel said that nobody here understands: held, and for somebody to look at
 */
export const nextStep = async (
  refund: Refund,
  leg: Leg,
  way: RefundWay | 'counter' | undefined,
  now: () => Instant,
  onStrange: (said: string) => void = () => undefined,
): Promise<RefundCommand | undefined> => {
  const { refundId } = refund;
  if (refund.stage !== 'decided' || !isUnposted(refund) || way === undefined) return undefined;
  if (leg.status === 'to-send') {
    const kind = way === 'counter' ? way : 'channel';
    return { type: 'BeginPayout', refundId, orderId: leg.orderId, way: kind, at: now() };
  }
  const { refundNo } = leg;
  if (way === 'counter' || refundNo === undefined || !isAskedAbout(leg)) return undefined;
  const state = await answerOf(way, refund, leg, refundNo);
  if (state.status === 'unknown' && state.said !== undefined) onStrange(state.said);
  const says = state.status !== 'unknown' && state.status !== 'not-found';
  return says ? { type: 'NoteChannelRefund', refundId, refundNo, state, at: now() } : undefined;
};

/** An abnormal one too: it may be put right at the channel. */
/** Whether a channel is asked how the refund has ended. */
export const isAskedAbout = ({ status }: Pick<Leg, 'status'>): boolean =>
  status === 'sending' || status === 'under-way' || status === 'abnormal';

/** The leg that its channel can pay to another card now. */
export const redirectable = (
  { legs }: Refund,
  channelOf: (channel: string) => OnlineChannel | undefined,
): { readonly leg: Leg; readonly channel: OnlineChannel } | undefined => {
  for (const leg of legs) {
    const channel = channelOf(leg.channel);
    if (leg.status === 'abnormal' && channel?.redirectRefund !== undefined) return { leg, channel };
  }
  return undefined;
};

/**
 * Has the channel pay an abnormal refund to another card, under the same number. One that is abnormal no
 * more, because it was redirected before, is left as it is.
 */
export const redirect = async (
  { refundId }: Refund,
  { orderId, amount, orderNo = orderId.replaceAll('-', ''), refundNo = '' }: Leg,
  channel: OnlineChannel,
  to: RefundDestination,
  now: () => Instant,
): Promise<RefundCommand | undefined> => {
  const known = await channel.queryRefund({ orderNo, refundNo, amount });
  const state =
    known.status === 'abnormal' && channel.redirectRefund !== undefined
      ? await channel.redirectRefund({ refundNo, channelRefundNo: known.channelRefundNo }, to)
      : known;
  if (state.status === 'unknown' || state.status === 'not-found') return undefined;
  return { type: 'NoteChannelRefund', refundId, refundNo, state, at: now() };
};

/** What may have arrived is asked about first; what has not is sent again under the same number. */
const answerOf = async (
  channel: RefundWay,
  { because }: Refund,
  { orderId, amount, total, orderNo = orderId.replaceAll('-', '') }: Leg,
  refundNo: string,
): Promise<ChannelAnswer> => {
  const known = await channel.queryRefund({ orderNo, refundNo, amount });
  return known.status === 'not-found'
    ? channel.refund({ orderNo, refundNo, amount, total, reason: because })
    : known;
};
