import { day, daysBetween, firstDayOf, lastDayOf, monthOf, plusMonths, type Day } from '@canbao/calendar';
import { accountingDayOf } from '../collection/receipt-no';

const firstDay = day('2000-01-01');
const half = 0xffff_ffff_ffff_ffffn;

/**
 * A receipt number in ten bytes, as hex: half of the order's id, and the days since 2000. Undefined for what
 * is no receipt number.
 */
export const receiptReference = (receiptNo: string): string | undefined => {
  const [, number] = /^SD\d{8}(\d{20})$/.exec(receiptNo) ?? [];
  if (number === undefined || BigInt(number) > half) return undefined;
  const days = daysBetween(firstDay, accountingDayOf(receiptNo));
  return hex(BigInt(number), 8) + hex(BigInt(days), 2);
};

/** The receipt number of ten bytes; undefined for a day that no calendar of ours has. */
export const receiptNoOfReference = (reference: string): string | undefined => {
  const days = Number.parseInt(reference.slice(16), 16);
  const paidOn = dayWith(days);
  if (paidOn === undefined) return undefined;
  const number = BigInt(`0x${reference.slice(0, 16)}`)
    .toString()
    .padStart(20, '0');
  return `SD${paidOn.replaceAll('-', '')}${number}`;
};

const hex = (value: bigint, bytes: number): string => value.toString(16).padStart(bytes * 2, '0');

/** The day that is so many days after the first; undefined after 2099. */
const dayWith = (days: number): Day | undefined => {
  if (days > daysBetween(firstDay, day('2099-12-31'))) return undefined;
  let reached = monthOf(day(`${2000 + Math.floor(days / 366)}-01-01`));
  while (daysBetween(firstDay, lastDayOf(reached)) < days) reached = plusMonths(reached, 1);
  const dayOfMonth = days - daysBetween(firstDay, firstDayOf(reached)) + 1;
  return day(`${reached}-${String(dayOfMonth).padStart(2, '0')}`);
};
