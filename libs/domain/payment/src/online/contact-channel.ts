import type { Instant } from '@canbao/calendar';
import type { ChannelPayment, ChannelState, OnlineChannel } from '../channel/online-channel';
import type { CloseOrder } from '../order/order';
import type { OrderEvent } from '../order/order.events';
import type { RecordEnded, RecordPlaced } from './at-channel';
import { orderNoOf } from './channel-payment';
import type { AtChannel } from './phase';

/** An order that its channel is asked about. */
export interface Attempt {
  readonly opened: Extract<OrderEvent, { type: 'OrderOpened' }>['data'];
  /** Undefined once nothing can be paid: a message about the order is looked into all the same. */
  readonly atChannel: AtChannel | undefined;
}

/** What the channel's answer means; `unknown` changes nothing, and the channel is asked again. */
export type Contacted =
  | { readonly means: 'paid'; readonly payment: ChannelPayment }
  | { readonly means: 'command'; readonly command: RecordPlaced | RecordEnded | CloseOrder }
  | { readonly means: 'nothing' }
  | { readonly means: 'unknown'; readonly said?: string };

/** Places an order of which the channel has not been told. The answer that does not come is no refusal. */
export const placeAtChannel = async (
  channel: OnlineChannel,
  { opened }: Attempt,
  at: Instant,
): Promise<Contacted> => {
  const { orderId, total, payBy, atChannel } = opened;
  if (atChannel === undefined) return { means: 'nothing' };
  const { payerReference } = atChannel;
  const order = {
    orderNo: orderNoOf(orderId),
    description: descriptionOf(opened),
    total,
    payBy,
    payerReference,
  };
  const placed = await channel.place(order);
  switch (placed.outcome) {
    case 'placed':
      return {
        means: 'command',
        command: { type: 'RecordPlaced', orderId, parameters: placed.parameters, at },
      };
    case 'refused':
      return ended(orderId, 'refused-by-channel', at);
    case 'unknown':
      return { means: 'unknown' };
  }
};

/**
 * Asks the channel how the order stands and does the next thing, always under the order's own number. An
 * order is placed or closed once more only after the channel has said that it is not paid.
 */
export const contactChannel = async (
  channel: OnlineChannel,
  attempt: Attempt,
  at: Instant,
): Promise<Contacted> => {
  const { opened, atChannel } = attempt;
  const state = await channel.query(orderNoOf(opened.orderId));
  const answered = ofPayment(opened.orderId, state);
  if (answered !== undefined || atChannel === undefined) return answered ?? { means: 'nothing' };
  if (state.status === 'closed') return ended(opened.orderId, 'closed-by-channel', at);
  switch (atChannel.phase) {
    case 'placing':
      return at < opened.payBy ? placeAtChannel(channel, attempt, at) : expired(opened.orderId, at);
    case 'placed':
      return at < opened.payBy ? { means: 'nothing' } : expired(opened.orderId, at);
    case 'closing':
      return state.status === 'not-found'
        ? ended(opened.orderId, 'closed-by-channel', at)
        : closeAtChannel(channel, opened.orderId, at);
  }
};

/** Closes at the channel, which says `paid` where the payer was faster. */
export const closeAtChannel = async (
  channel: OnlineChannel,
  orderId: string,
  at: Instant,
): Promise<Contacted> => {
  const state = await channel.close(orderNoOf(orderId));
  const answered = ofPayment(orderId, state);
  if (answered !== undefined) return answered;
  // An order that can still be paid is not closed, whatever the channel has been asked.
  return state.status === 'not-paid' ? { means: 'unknown' } : ended(orderId, 'closed-by-channel', at);
};

/** What a payment or an answer without sense means; nothing of an order that is not paid. */
const ofPayment = (orderId: string, state: ChannelState): Contacted | undefined => {
  if (state.status === 'unknown')
    return { means: 'unknown', ...(state.said === undefined ? {} : { said: state.said }) };
  if (state.status !== 'paid') return undefined;
  const { status: _, ...payment } = state;
  // An answer about another order is no answer.
  return payment.orderNo === orderNoOf(orderId)
    ? { means: 'paid', payment }
    : { means: 'unknown', said: 'another order' };
};

const ended = (orderId: string, because: RecordEnded['because'], at: Instant): Contacted => ({
  means: 'command',
  command: { type: 'RecordEnded', orderId, because, at },
});

const expired = (orderId: string, at: Instant): Contacted => ({
  means: 'command',
  command: { type: 'ExpireOrder', orderId, at },
});

const names = { pension: '养老保险费', medical: '医疗保险费' } as const;

/** What the payer reads in the wallet; it names nobody. */
const descriptionOf = ({ insurance, lines }: Attempt['opened']): string => {
  const months = new Set(lines.map(({ month }) => month));
  return `灵活就业人员${names[insurance]} ${months.size}个月`;
};
