import type { Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';

/** One item of a month on a back-payment bill, in yuan. */
export interface BillItem {
  readonly item: Item;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
}

/** A past medical month as billed by the agency (推送补缴数据): its amounts and late fee are taken as they are. */
export interface BillMonth {
  readonly billId: string;
  readonly month: Month;
  readonly items: readonly BillItem[];
  readonly lateFee: Yuan;
}
