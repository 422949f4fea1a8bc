import { entriesOf, paymentOrderEvents, waysOut } from '@canbao/domain-payment';
import { fromFen, toFen } from '@canbao/money';
import { openLines } from '../suspense';
import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';

/** Every line has left, once, and the way of its cause; nothing is left in its account. */
export const suspense = (world: World): Finding[] => [
  ...openLines(world.tables.payment).map(
    ({ orderId, id }) => `suspense: ${id} of ${orderId} has not left by the end`,
  ),
  ...leftOnce(world),
  ...balances(world),
];

const leftOnce = (world: World): Finding[] => {
  const left = paymentEvents(world).filter((event) => event.type === 'SuspenseResolved');
  const byLine = Map.groupBy(left, ({ data }) => `${data.line} of ${data.orderId}`);
  return [...byLine].flatMap(([name, times]) => [
    ...(times.length === 1 ? [] : [`suspense: ${name} left ${times.length} times`]),
    ...times
      .filter(({ data }) => (data.way === 'gone') !== (waysOut[data.because].way === 'gone'))
      .map(({ data }) => `suspense: ${name} left as ${data.way}, because of ${data.because}`),
  ]);
};

/** What waits for the rest of its bundle is no line: it may wait for ever. */
const balances = (world: World): Finding[] => {
  const sums = new Map<string, bigint>();
  for (const { account, amount } of world.tables.payment.log
    .filter(paymentOrderEvents.has)
    .flatMap(entriesOf))
    if (account.startsWith('2901.') && account !== '2901.suspense.incomplete-bundle')
      sums.set(account, (sums.get(account) ?? 0n) + toFen(amount));
  return [...sums].flatMap(([account, fen]) =>
    fen === 0n ? [] : [`suspense: ${account} stands at ${fromFen(fen)}`],
  );
};
