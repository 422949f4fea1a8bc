import type { Day, Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Channel, Item } from '@canbao/vocabulary';
import type { SuspenseReason } from './collection.events';

/** What every report of a counter says; `amount` in yuan. */
export interface CounterReport {
  readonly orderId: string;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  /** The day that the money is accounted to, where that is not the day of payment. */
  readonly accountedOn?: Day;
  /** How the tax desk took it: it counts a drawer, whatever becomes of the money. */
  readonly takenAs?: 'cash' | 'card';
  /** Digest of the report: a transaction number cannot be used for another one. */
  readonly fingerprint: string;
}

/** A counter reports money it has taken for a quote. */
export interface RecordCollection extends CounterReport {
  readonly type: 'RecordCollection';
  readonly quote: QuoteClaims;
  /** Who pays, where no order says so: the payer of a debit agreement. */
  readonly payerId?: string;
  readonly method: 'cash' | 'card' | 'debit' | 'wallet';
  /** The items that an old bank message carries, when not all. */
  readonly items?: readonly Item[];
  /** Why the money cannot settle, as far as the report itself shows. */
  readonly because?: SuspenseReason;
  /** When it was reported, where that may be long after the payment. */
  readonly at?: Instant;
}

/** A counter reports money whose quote assessment did not sign, or its statement tells of money alone. */
export interface RecordUnidentified extends CounterReport {
  readonly type: 'RecordUnidentified';
  readonly toldBy?: 'statement';
}
