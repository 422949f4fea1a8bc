import type { Day, Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Channel, Item } from '@canbao/vocabulary';
import type { SuspenseReason } from './collection.events';

/** A counter reports money it has taken for a quote; `amount` in yuan. */
export interface RecordCollection {
  readonly type: 'RecordCollection';
  readonly orderId: string;
  readonly quote: QuoteClaims;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  readonly method: 'cash' | 'card';
  /** The items that an old bank message carries, when not all. */
  readonly items?: readonly Item[];
  /** The day that the money is accounted to, where that is not the day of payment. */
  readonly accountedOn?: Day;
  /** Why the money cannot settle, as far as the report itself shows. */
  readonly because?: SuspenseReason;
  /** Digest of the report: a transaction number cannot be used for another one. */
  readonly fingerprint: string;
}
