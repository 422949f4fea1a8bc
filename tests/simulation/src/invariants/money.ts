import { entriesOf, paymentOrderEvents, paymentRejections } from '@canbao/domain-payment';
import { fromFen, sum, toFen } from '@canbao/money';
import type { History } from '../history';
import type { World } from '../world';
import type { Finding } from './finding';
import { movedByOrder } from './refunds';
import { takings, type Taking } from './takings';

/** What the channels took is in the books, and the books balance. */
export const money = (world: World, history: History): Finding[] => {
  const balances = new Map<string, bigint>();
  for (const { account, amount } of world.tables.payment.log
    .filter(paymentOrderEvents.has)
    .flatMap(entriesOf))
    balances.set(account, (balances.get(account) ?? 0n) + toFen(amount));
  return [
    ...ledger(balances),
    ...channelTotals(balances, takings(world, history), movedByOrder(world, 'channel')),
    ...transferTotal(balances, movedByOrder(world, 'transfer')),
  ];
};

const transferTotal = (
  balances: ReadonlyMap<string, bigint>,
  transferred: ReadonlyMap<string, bigint>,
): Finding[] => {
  const went = [...transferred.values()].reduce((all, fen) => all + fen, 0n);
  const inBooks = -(balances.get('1003.transfers') ?? 0n);
  return went === inBooks
    ? []
    : [`books: operators transferred ${fromFen(went)}, the books say ${fromFen(inBooks)}`];
};

const ledger = (balances: ReadonlyMap<string, bigint>): Finding[] => {
  const total = [...balances.values()].reduce((all, fen) => all + fen, 0n);
  return [
    ...(total === 0n ? [] : [`books: the trial balance is ${fromFen(total)}`]),
    ...[...balances]
      .filter(([account, fen]) => account.startsWith('2') && fen > 0n)
      .map(([account, fen]) => `books: ${account} stands at ${fromFen(fen)} on the wrong side`),
    ...((balances.get('2900.captured') ?? 0n) === 0n ? [] : ['books: captured money is left undistributed']),
  ];
};

const channelTotals = (
  balances: ReadonlyMap<string, bigint>,
  taken: readonly Taking[],
  goneBack: ReadonlyMap<string, bigint>,
): Finding[] => {
  const standing = taken.filter(({ isReturned }) => !isReturned);
  const byChannel = Map.groupBy(standing, ({ channel }) => channel as string);
  const cash = '1001.';
  const booked = [...balances.keys()].filter((account) => account.startsWith(cash));
  const channels = new Set([...byChannel.keys(), ...booked.map((account) => account.slice(cash.length))]);
  return [...channels].flatMap((channel) => {
    const kept = (byChannel.get(channel) ?? []).map(({ orderId, amount }) =>
      fromFen(toFen(amount) - (goneBack.get(orderId ?? '') ?? 0n)),
    );
    const tookIn = sum(kept);
    const inBooks = fromFen(balances.get(`${cash}${channel}`) ?? 0n);
    return tookIn === inBooks ? [] : [`channels: ${channel} took ${tookIn}, the books say ${inBooks}`];
  });
};

/**
 * The same key got the same answer every time, from the first that was stored: a refusal that may clear
 * leaves its key unused (ADR 22).
 */
export const answers = ({ collections, orders }: History): Finding[] =>
  [...collections, ...orders].flatMap(({ orderId, answers: given }) =>
    [...Map.groupBy(given, (answer) => answer.split(' ')[0]).values()].flatMap((underOneKey) =>
      new Set(sinceStored(underOneKey)).size <= 1
        ? []
        : [`answers: ${orderId} was answered differently under one key: ${underOneKey.join(' | ')}`],
    ),
  );

const sinceStored = (underOneKey: readonly string[]): readonly string[] => {
  const first = underOneKey.findIndex((answer) => !mayClear(answer));
  return first < 0 ? [] : underOneKey.slice(first);
};

const mayClear = (answer: string): boolean =>
  Object.entries(paymentRejections).some(
    ([code, { retryable }]) => retryable && answer.split(' ')[1] === code,
  );
