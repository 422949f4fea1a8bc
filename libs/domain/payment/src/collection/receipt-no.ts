import { day, type Day } from '@canbao/calendar';

/** Half of the order's id as a number: twenty digits hold it. */
const form = /^SD\d{8}(\d{20})$/;
const half = 1n << 64n;

/**
 * SD, the day, and the first half of the order's id in decimal: a receipt is found by its order, with no
 * index of its own.
 */
export const receiptNoOf = (orderId: string, paidOn: string): string =>
  `SD${paidOn.replaceAll('-', '')}${BigInt(`0x${orderId.replaceAll('-', '').slice(0, 16)}`)
    .toString()
    .padStart(20, '0')}`;

/** The day that the money of a receipt is accounted to. */
export const accountingDayOf = (receiptNo: string): Day =>
  day(`${receiptNo.slice(2, 6)}-${receiptNo.slice(6, 8)}-${receiptNo.slice(8, 10)}`);

/** The first and the last order id that a receipt number can belong to. */
export const orderIdsOf = (receiptNo: string): readonly [first: string, last: string] | undefined => {
  const number = BigInt(form.exec(receiptNo)?.[1] ?? half);
  if (number >= half) return undefined;
  const begin = number.toString(16).padStart(16, '0');
  return [begin.padEnd(32, '0'), begin.padEnd(32, 'f')];
};
