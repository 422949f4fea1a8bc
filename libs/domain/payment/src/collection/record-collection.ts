import type { Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Channel, Item } from '@canbao/vocabulary';

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
  /** Digest of the report: a transaction number cannot be used for another one. */
  readonly fingerprint: string;
}
