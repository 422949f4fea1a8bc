import { entriesOf, type PaymentEvent } from '@canbao/domain-payment';
import { fromFen, sum, toFen } from '@canbao/money';
import type { History } from '../history';
import { refundsIn } from '../refunds';
import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';
import { takings } from './takings';
import { fundsBeside } from './true-ups';

/**
 * Money goes back once: by refund or by reversal, as much as the channels' own book says, from the funds that
 * it was booked to.
 */
export const refunds = (world: World, history: History): Finding[] => [
  ...onceOnly(world),
  ...notMoreThanTaken(world, history),
  ...asTheChannelsHaveIt(world),
  ...refundsIn(world.tables.payment).flatMap((refund) => {
    const { refundId, stage, legs } = refund;
    const isOver = stage !== 'decided' || legs.every(({ status }) => status === 'refunded');
    return isOver ? [] : [`refunds: ${refundId} is decided and has not left`];
  }),
  ...world.tables.payment.log.flatMap((event) =>
    event.type === 'RefundDecided' ? mirrored(world, event as Decided) : [],
  ),
];

type Decided = Extract<PaymentEvent, { type: 'RefundDecided' }>;

const onceOnly = (world: World): Finding[] => {
  const left = paymentEvents(world).filter(({ type }) => type === 'RefundLeft');
  const reversed = new Set(
    paymentEvents(world).flatMap(({ type, data }) => (type === 'CollectionReversed' ? [data.orderId] : [])),
  );
  return left
    .filter(({ data }) => reversed.has(data.orderId))
    .map(({ data }) => `refunds: ${data.orderId} was reversed and refunded`);
};

/** Of no order more goes back than it has brought. */
const notMoreThanTaken = (world: World, history: History): Finding[] => {
  const taken = new Map(takings(world, history).map(({ orderId, amount }) => [orderId, toFen(amount)]));
  return [...movedByOrder(world)]
    .filter(([orderId, moved]) => moved > (taken.get(orderId) ?? 0n))
    .map(
      ([orderId, moved]) => `refunds: of ${orderId} ${fromFen(moved)} went back, which is more than it took`,
    );
};

const asTheChannelsHaveIt = (world: World): Finding[] => {
  const told = new Map<string, bigint>();
  for (const { type, data } of paymentEvents(world))
    if (type === 'RefundLeft') told.set(data.orderId, (told.get(data.orderId) ?? 0n) + toFen(data.amount));
  const moved = movedByOrder(world);
  return [...new Set([...told.keys(), ...moved.keys()])].flatMap((orderId) => {
    const [theirs, ours] = [moved, told].map((sums) => sums.get(orderId) ?? 0n);
    return theirs === ours
      ? []
      : [`refunds: of ${orderId} ${fromFen(theirs ?? 0n)} went back, the books say ${fromFen(ours ?? 0n)}`];
  });
};

/** Fen that have gone back, by order: by anybody, by the channels alone, or by transfer. */
export const movedByOrder = (
  { refundChannel, tables }: World,
  by: 'anybody' | 'channel' | 'transfer' = 'anybody',
): Map<string, bigint> => {
  const orderIds = new Map(
    refundsIn(tables.payment).flatMap(({ legs }) =>
      legs.flatMap(({ orderId, refundNo, closedNos }) =>
        [orderId.replaceAll('-', ''), refundNo ?? [], closedNos]
          .flat()
          .map((number): [string, string] => [number, orderId]),
      ),
    ),
  );
  const moved = new Map<string, bigint>();
  for (const [number, { orderNo, fen, status, isTransfer = false }] of refundChannel.book) {
    if (by !== 'anybody' && isTransfer !== (by === 'transfer')) continue;
    const orderId = orderIds.get(number) ?? orderIds.get(orderNo) ?? orderNo;
    if (status === 'refunded') moved.set(orderId, (moved.get(orderId) ?? 0n) + BigInt(fen));
  }
  return moved;
};

/** What a decision debits is what the settlement of its months has credited. */
const mirrored = (world: World, { data }: Decided): Finding[] => {
  const credited = new Map<string, bigint>();
  const add = (account: string, fen: bigint): void => {
    credited.set(account, (credited.get(account) ?? 0n) + fen);
  };
  for (const { month, orderIds } of data.months)
    for (const { account, amount } of settled(world, data, month, orderIds)) add(account, toFen(amount));
  for (const { account, amount } of fundsBeside(world, data)) add(account, toFen(amount));
  for (const { account, amount } of data.entries) if (account !== payable) add(account, toFen(amount));
  const total = sum(data.entries.map(({ amount }) => amount));
  return [...credited].some(([, fen]) => fen !== 0n) || total !== '0.00'
    ? [`refunds: ${data.refundId} takes other parts out of the funds than were booked`]
    : [];
};

const payable = '2902.refund-payable';

/** The credits to funds of the latest settlement of the month by these orders. */
const settled = (
  world: World,
  { personId, insurance }: Decided['data'],
  month: string,
  orderIds: readonly string[],
) => {
  const settling = paymentEvents(world).findLast(
    ({ type, data }) =>
      orderIds.includes(data.orderId) &&
      ((type === 'PensionMonthsSettled' &&
        insurance === 'pension' &&
        data.months.some((each) => each.month === month)) ||
        (type === 'BundleSettled' && data.personId === personId && data.month === month)),
  );
  if (settling?.type === 'PensionMonthsSettled') {
    const months = settling.data.months.filter((each) => each.month === month);
    return fundsOf({ type: settling.type, data: { ...settling.data, months } });
  }
  return settling === undefined ? [] : fundsOf(settling);
};

const fundsOf = (event: PaymentEvent) => entriesOf(event).filter(({ account }) => /^2[12]01/.test(account));
