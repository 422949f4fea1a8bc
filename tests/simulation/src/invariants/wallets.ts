import { orderNoOf } from '@canbao/domain-payment';
import { sum } from '@canbao/money';
import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';
import { receiptsOf } from './receipts';
import { takenElsewhere } from './takings';

/**
 * Every payment of a wallet and every debit is in the books once, with the amount that its channel has; an
 * order has ended only where its channel takes no money for it any more.
 */
export const wallets = (world: World): Finding[] => [
  ...world.wallets.faults,
  ...bookedOnce(world),
  ...endedAtChannel(world),
];

const bookedOnce = (world: World): Finding[] => {
  const booked = Map.groupBy(receiptsOf(world), ({ data }) => `${data.channel} ${data.channelTransactionNo}`);
  const taken = takenElsewhere(world);
  const names = new Set(taken.map(({ channel, transactionNo }) => `${channel} ${transactionNo}`));
  return [
    ...taken.flatMap(({ channel, transactionNo, amount }) => {
      const name = `${channel} ${transactionNo}`;
      const [first, ...others] = booked.get(name) ?? [];
      if (first === undefined || others.length > 0)
        return [`wallets: ${name} is in the books ${booked.get(name)?.length ?? 0} times`];
      const { data } = first;
      const rest = 'inSuspense' in data && data.inSuspense !== undefined ? [data.inSuspense.amount] : [];
      const inBooks = sum([data.amount, ...rest]);
      return inBooks === amount ? [] : [`wallets: ${name} is ${amount}, the books say ${inBooks}`];
    }),
    ...[...booked]
      .filter(([name, [first]]) => isElsewhere(first?.data.channel) && !names.has(name))
      .map(([name]) => `wallets: ${name} is in the books, and no channel has taken it`),
  ];
};

const isElsewhere = (channel: string | undefined): boolean =>
  ['wechat', 'alipay', 'batch-debit'].includes(channel ?? '');

/** An order that the channel has never had, or that nobody could pay yet, may end as well. */
const endedAtChannel = (world: World): Finding[] => {
  const placed = new Set(
    paymentEvents(world).flatMap(({ type, data }) => (type === 'OrderPlaced' ? [data.orderId] : [])),
  );
  return paymentEvents(world).flatMap(({ type, data }) => {
    if (type !== 'ChannelOrderEnded') return [];
    const order = world.wallets.orders.get(orderNoOf(data.orderId));
    return order?.state === 'open' && placed.has(data.orderId)
      ? [`wallets: ${data.orderId} has ended, and its channel still takes money for it`]
      : [];
  });
};
