import { dayOf } from '@canbao/calendar';
import { entriesOf, receiptNoOf, type PaymentEvent } from '@canbao/domain-payment';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import type { History } from '../history';
import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';
import { dayOfAccount, receiptsOf, type Receipt } from './receipts';
import { takenElsewhere } from './takings';

/**
 * Per channel and business day, what the channels have taken is what the books hold of it: booked to months,
 * in suspense, or given back.
 */
export const channelDays = (world: World, { collections }: History): Finding[] => {
  const days = new Map(receiptsOf(world).map((first) => [first.data.orderId, dayOfAccount(first)]));
  const taken = [...collections, ...takenElsewhere(world)];
  const reported = totals(
    taken.map(({ orderId, channel, amount }) => [`${channel} ${days.get(orderId ?? '') ?? '-'}`, amount]),
  );
  const accounted = accountedTotals(world);
  return [
    ...receiptsOf(world).flatMap(misdated),
    ...[...new Set([...reported.keys(), ...accounted.keys()])].flatMap((key) => {
      const [left, right] = [reported, accounted].map((sums) => fromFen(sums.get(key) ?? 0n));
      return left === right ? [] : [`days: ${key} reported ${left}, the books account for ${right}`];
    }),
  ];
};

/** Receipt number and day of account are of one day. */
const misdated = (first: Receipt): Finding[] => {
  const expected = dayOfAccount(first);
  const { orderId, receiptNo, paidAt } = first.data;
  const accountedOn = first.data.accountedOn ?? dayOf(paidAt);
  return accountedOn === expected && receiptNo === receiptNoOf(orderId, expected)
    ? []
    : [`days: ${orderId} is accounted to ${accountedOn} as ${receiptNo}, not to ${expected}`];
};

/** Money still booked or in suspense is what the journal credits; what was given back, it debits again. */
const accountedTotals = (world: World): Map<string, bigint> => {
  const keys = new Map(
    receiptsOf(world).map((first) => [
      first.data.orderId,
      `${first.data.channel} ${first.data.accountedOn ?? dayOf(first.data.paidAt)}`,
    ]),
  );
  const entries = paymentEvents(world).flatMap((event): [string, Yuan][] => {
    const key = keys.get(event.data.orderId);
    return key === undefined ? [] : cashOf(event).map((amount): [string, Yuan] => [key, amount]);
  });
  return totals(entries);
};

/** What came in; money that a reversal or a refund gave back was reported all the same. */
const cashOf = (event: PaymentEvent): Yuan[] =>
  event.type === 'CollectionReversed' ||
  event.type === 'UnidentifiedReceiptReversed' ||
  event.type === 'SuspenseResolved' ||
  event.type === 'RefundLeft'
    ? []
    : entriesOf(event)
        .filter(({ account }) => account.startsWith('1001.'))
        .map(({ amount }) => amount);

const totals = (amounts: readonly (readonly [string, Yuan])[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const [key, amount] of amounts) sums.set(key, (sums.get(key) ?? 0n) + toFen(amount));
  return sums;
};
