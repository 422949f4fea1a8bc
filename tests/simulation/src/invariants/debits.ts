import { debitItemEvents, paymentOrderEvents } from '@canbao/domain-payment';
import { isUnderWay, itemsIn } from '../debits/debit-books';
import type { World } from '../world';
import type { Finding } from './finding';

/** An item has ended as its bank says, and never while its bank does not know. */
export const debits = (world: World): Finding[] => [
  ...world.debitBanks.faults,
  ...lockedMonths(world),
  ...itemsIn(world.tables.payment).flatMap((item) => {
    const { itemId, status, packed } = item;
    const name = `debits: item ${itemId}`;
    if (isUnderWay(item)) return [`${name} is still ${status}`];
    if (packed === undefined) return status === 'DebitItemLeftOut' ? [] : [`${name} is ${status} unpacked`];
    const said = endAt(world, packed);
    return ends[status]?.includes(said) === true ? [] : [`${name} is ${status}, its bank says ${said}`];
  }),
];

/** From its figures to its end, nobody but the batch holds the month. */
const lockedMonths = (world: World): Finding[] => {
  const locked = new Map<string, string>();
  const nameOf = ({
    insurance,
    month,
    personId,
  }: Readonly<Record<'insurance' | 'month' | 'personId', string>>) => `${insurance} ${month} of ${personId}`;
  return world.tables.payment.log.flatMap((event) => {
    if (debitItemEvents.has(event)) {
      const { type, data } = event;
      if (type === 'DebitItemReady') locked.set(nameOf(data), data.itemId);
      else if (ends[type] !== undefined || type === 'DebitItemLeftOut')
        if (locked.get(nameOf(data)) === data.itemId) locked.delete(nameOf(data));
      return [];
    }
    if (!paymentOrderEvents.has(event) || event.type !== 'MonthClaimed') return [];
    const holder = locked.get(nameOf(event.data));
    return holder === undefined || holder === event.data.orderId
      ? []
      : [`debits: ${nameOf(event.data)} is held by item ${holder}, and by ${event.data.orderId}`];
  });
};

const ends: Readonly<Record<string, readonly string[]>> = {
  DebitItemSucceeded: ['succeeded'],
  DebitItemFailed: ['failed', 'refused'],
  DebitItemVoided: ['never'],
};

const endAt = (
  { debitBanks }: World,
  { entrustDate, traNo }: { readonly entrustDate: string; readonly traNo: string },
): string => {
  const item = debitBanks.itemOf(entrustDate, traNo);
  return item?.isRefused === true ? 'refused' : (item?.end ?? 'nothing');
};
