import type { Instant } from '@canbao/calendar';
import { paymentOrder, unreportedMoney, type OnlineChannel } from '@canbao/domain-payment';
import { fromFen } from '@canbao/money';
import type { Commands } from '@canbao/service-kit';
import type { Channels } from '../channels/channels';
import { digests } from '../http/admitted';
import type { Difference } from './differences';
import type { Probe } from './work-cases';

/**
 * Asks the channel about an item, where it can be asked, and books what it alone knows of: money that moved
 * is never left outside the books.
 */
export const probeChannel =
  (commands: Commands, channels: Channels): Probe =>
  async (difference) => {
    const online = channels.of(difference.channel);
    if (difference.class === 'channel-only' && difference.kind === 0)
      return bookUnreported(commands, difference, online);
    if (online === undefined || difference.kind === 1) return `the channel's next statement is awaited`;
    return `the channel answers: ${await saidOf(online, difference.key)}`;
  };

const saidOf = async (online: OnlineChannel, orderNo: string): Promise<string> => {
  const state = await online.query(orderNo);
  return state.status === 'paid' ? `paid ${state.amount}` : state.status;
};

const bookUnreported = async (
  commands: Commands,
  difference: Difference,
  online: OnlineChannel | undefined,
): Promise<string> => {
  const { channel, day, key, transactionNo, theirs, at } = difference;
  if (theirs === null || at === null) return 'the statement does not say how much';
  const amount = fromFen(BigInt(theirs));
  if (online !== undefined) {
    const state = await online.query(key);
    if (state.status !== 'paid' || state.amount !== amount)
      return `the channel's statement and its answer differ: ${await saidOf(online, key)}`;
  }
  const orderId = orderIdIn(key);
  const command = unreportedMoney(
    {
      channel,
      day,
      channelTransactionNo: transactionNo ?? key,
      amount,
      paidAt: at as Instant,
      ...(orderId === undefined || online === undefined ? {} : { orderId }),
    },
    digests,
  );
  const executed = await commands.act('day-end', command.orderId, paymentOrder, command);
  return executed.outcome === 'accepted' ? 'booked in suspense' : `not booked: ${executed.outcome}`;
};

/** An order's number is its id without hyphens. */
const orderIdIn = (key: string): string | undefined =>
  /^[0-9a-f]{32}$/.test(key)
    ? `${key.slice(0, 8)}-${key.slice(8, 12)}-${key.slice(12, 16)}-${key.slice(16, 20)}-${key.slice(20)}`
    : undefined;
