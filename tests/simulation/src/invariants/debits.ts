import { isUnderWay, itemsIn } from '../debits/debit-books';
import type { World } from '../world';
import type { Finding } from './finding';

/** An item has ended as its bank says, and never while its bank does not know. */
export const debits = (world: World): Finding[] => [
  ...world.debitBanks.faults,
  ...itemsIn(world.tables.payment).flatMap((item) => {
    const { itemId, status, packed } = item;
    const name = `debits: item ${itemId}`;
    if (isUnderWay(item)) return [`${name} is still ${status}`];
    if (packed === undefined) return status === 'DebitItemLeftOut' ? [] : [`${name} is ${status} unpacked`];
    const said = endAt(world, packed);
    return ends[status]?.includes(said) === true ? [] : [`${name} is ${status}, its bank says ${said}`];
  }),
];

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
