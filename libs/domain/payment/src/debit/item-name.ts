import type { Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';

/** What names an item: one month of one person and insurance in one run. */
export interface ItemName {
  readonly itemId: string;
  readonly runId: string;
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}
