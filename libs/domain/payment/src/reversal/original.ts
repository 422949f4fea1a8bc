import {
  dayBefore,
  dayOf,
  daysBetween,
  millisecondsBetween,
  startOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import { accountingDayOf } from '../collection/receipt-no';
import { clockToleranceMs } from '../collection/report';
import type { ReverseCollection } from './reversal';

/** Configuration: a number that was last used longer ago is in use again. */
const daysOfNumber = 31;

/** Money recorded under the number of a reversal, on any day. */
export interface RecordedReceipt {
  readonly orderId: string;
  readonly status: string;
  readonly receiptNo: string;
}

/**
 * The order that a reversal means, by the day of account: one of today if there is one, else the latest of
 * the 31 days before, which can no longer be reversed. One of an earlier day that was reversed is left out,
 * because the number is in use again today, unless the reversal is a repeat that crossed midnight.
 */
export const originalOf = (
  { at }: Pick<ReverseCollection, 'at'>,
  recorded: readonly RecordedReceipt[],
): string | undefined => {
  const latestFirst = recorded
    .map((receipt) => ({ ...receipt, accountedOn: accountingDayOf(receipt.receiptNo) }))
    .filter(({ accountedOn }) => daysBetween(accountedOn, dayOf(at)) <= daysOfNumber)
    .sort((a, b) => daysBetween(a.accountedOn, b.accountedOn));
  const meant = latestFirst.find(
    ({ status, accountedOn }) => status !== 'reversed' || accountedOn >= firstDayOfRepeats(at),
  );
  return meant?.orderId;
};

const firstDayOfRepeats = (at: Instant): Day =>
  millisecondsBetween(startOf(dayOf(at)), at) < clockToleranceMs ? dayBefore(dayOf(at)) : dayOf(at);
