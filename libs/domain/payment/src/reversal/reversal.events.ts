import type { Instant, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { JournalEntry } from '../journal/entry';

interface Reversal {
  readonly personId: string;
  readonly orderId: string;
  readonly insurance: Insurance;
  readonly months: readonly Month[];
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly amount: Yuan;
  readonly reversedAt: Instant;
}

/** The entries mirror what was booked; until 2026-11 they were stored as `postings`. */
type MirroredEntries =
  { readonly entries: readonly JournalEntry[] } | { readonly postings: readonly JournalEntry[] };

// Stored for good: add a type or an optional field, never rename or remove one.
/** What a reversal (冲正) does, on the order's stream. */
export type ReversalEvent =
  | Event<'CollectionReversed', Reversal & MirroredEntries>
  | Event<
      'UnidentifiedReceiptReversed',
      Pick<Reversal, 'orderId' | 'channel' | 'channelTransactionNo' | 'amount' | 'reversedAt'> & {
        readonly entries: readonly JournalEntry[];
      }
    >
  | Event<
      'SettlementReversed',
      {
        personId: string;
        orderId: string;
        insurance: Insurance;
        months: readonly Month[];
        reversedAt: Instant;
      }
    >
  | Event<
      'EarlyReversalRecorded',
      {
        orderId: string;
        channel: Channel;
        channelTransactionNo: string;
        reversedAt: Instant;
        /** Of the order of the next or the last day: only money paid this near to `reversedAt` is void. */
        toleranceMs?: number;
      }
    >
  /** The name of EarlyReversalRecorded until 2026-11. */
  | Event<
      'ReversalRemembered',
      { orderId: string; channel: Channel; channelTransactionNo: string; at: Instant }
    >;
