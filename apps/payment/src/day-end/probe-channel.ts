import type { Instant } from '@canbao/calendar';
import {
  admitChannelPayment,
  paymentOrder,
  unreportedMoney,
  type OnlineChannel,
  type PaymentCommand,
} from '@canbao/domain-payment';
import { fromFen } from '@canbao/money';
import type { Commands } from '@canbao/service-kit';
import type { Channels } from '../channels/channels';
import { digests } from '../http/admitted';
import { closePaidElsewhereAs } from '../http/close-paid-elsewhere';
import type { Difference } from './differences';
import type { Probe } from './work-cases';

/**
 * Asks the channel about an item, where it can be asked, and books what it alone knows of: money that moved
 * is never left outside the books.
 */
export const probeChannel =
  (commands: Commands, channels: Channels): Probe =>
  async (difference, now) => {
    const online = channels.asked(difference.channel);
    if (difference.class === 'channel-only' && difference.kind === 0) {
      const booking = await bookingOf(difference, online, now);
      return typeof booking === 'string' ? booking : book(commands, booking, now);
    }
    if (online === undefined || difference.kind === 1) return `the channel's next statement is awaited`;
    const orderNo = difference.orderNo ?? difference.orderId?.replaceAll('-', '') ?? difference.key;
    return `the channel answers: ${await saidOf(online, orderNo)}`;
  };

const saidOf = async (online: OnlineChannel, orderNo: string): Promise<string> => {
  const state = await online.query(orderNo);
  return state.status === 'paid' ? `paid ${state.amount}` : state.status;
};

/** The command that books it, or why it is not booked: online, the channel's answer has to say the same. */
const bookingOf = async (
  { channel, day, key, orderNo, theirs, at }: Difference,
  online: OnlineChannel | undefined,
  now: Instant,
): Promise<PaymentCommand | string> => {
  if (theirs === null || at === null) return 'the statement does not say how much';
  const amount = fromFen(BigInt(theirs));
  if (online === undefined)
    return unreportedMoney({ channel, day, channelTransactionNo: key, amount, paidAt: at }, digests);
  const state = await online.query(orderNo ?? key);
  if (state.status !== 'paid') return `the channel's statement says paid, its answer ${state.status}`;
  if (state.amount !== amount || state.transactionNo !== key)
    return `the channel's statement and its answer name other payments`;
  const { accountedOn: _, ...command } = admitChannelPayment(channel, state, now, digests);
  // To the day of the statement, which is not closed before it is explained.
  const isSameDay = state.paidAt.startsWith(day);
  return { ...command, accountingDay: day, ...(isSameDay ? {} : { accountedOn: day }) };
};

/** An online order that held one of the months is over: the money was faster. */
const book = async (commands: Commands, command: PaymentCommand, now: Instant): Promise<string> => {
  const { orderId } = command;
  const executed = await commands.act('day-end', orderId, paymentOrder, command);
  if (executed.outcome !== 'accepted') return `not booked: ${executed.outcome}`;
  await closePaidElsewhereAs(commands, executed.events, 'day-end', now);
  return 'booked';
};
