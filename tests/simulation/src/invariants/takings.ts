import type { Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { History } from '../history';
import type { World } from '../world';
import { receiptsOf } from './receipts';

/** Money that a channel has taken, as the channel itself knows it. */
export interface Taking {
  readonly channel: Channel;
  /** Where the books have it; undefined while they do not. */
  readonly orderId: string | undefined;
  /** Yuan. */
  readonly amount: Yuan;
  /** Whether the channel has given it back by itself. */
  readonly isReturned: boolean;
}

/** What counters, wallets and the banks of batch debit have taken. */
export const takings = (world: World, { collections }: History): Taking[] => [
  ...collections
    .filter(({ answers }) => answers.length > 0)
    .map(({ channel, orderId, amount, reversed, because }) => ({
      channel,
      orderId,
      amount,
      isReturned: reversed || because === 'void-by-reversal',
    })),
  ...takenElsewhere(world),
];

/** The same of wallets and of batch debit alone. */
export const takenElsewhere = (world: World): (Taking & { readonly transactionNo: string })[] => {
  const orderIds = new Map(
    receiptsOf(world).map(({ data }) => [`${data.channel} ${data.channelTransactionNo}`, data.orderId]),
  );
  const taking = (channel: Channel, transactionNo: string, amount: Yuan) => ({
    channel,
    transactionNo,
    amount,
    orderId: orderIds.get(`${channel} ${transactionNo}`),
    isReturned: false,
  });
  return [
    ...world.wallets
      .taken()
      .map(({ channel, transactionNo, amount }) => taking(channel, transactionNo, amount)),
    ...world.debitBanks
      .debited()
      .map(({ entrustDate, item }) =>
        taking('batch-debit', `${entrustDate.replaceAll('-', '')}${item.traNo}`, item.amount),
      ),
  ];
};
