import type { Instant, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { Rate, Yuan } from '@canbao/money';
import type { District, Insurance, Item, Scheme } from '@canbao/vocabulary';

/** An item of a medical month that has arrived, and the order whose money paid it. */
export interface ReceivedItem {
  readonly item: Item;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
  /** The amount split by fund. */
  readonly parts?: Readonly<Record<string, Yuan>> | undefined;
  readonly orderId: string;
}

interface PersonMonth {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

/** What the items were received under; absent in events stored until 2026-11. */
interface Terms {
  readonly scheme?: Scheme;
  readonly billId?: string;
  /** When the quote was issued. */
  readonly quotedAt?: Instant;
}

interface EndedClaim {
  /** The online order that held the month until the money came. */
  readonly endsClaimOf?: string;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** What happens to one month of one person, on the obligation's stream. */
export type ObligationEvent =
  | Event<'MonthClaimed', PersonMonth & { orderId: string; until: Instant }>
  | Event<'MonthReleased', PersonMonth & { orderId: string }>
  | Event<'PensionMonthPaid', PersonMonth & EndedClaim & { orderId: string }>
  | Event<
      'BundlePartReceived',
      PersonMonth & {
        bundleId: string;
        orderId: string;
        items: readonly ReceivedItem[];
        missing: readonly Item[];
        receivedAt: Instant;
      } & Terms &
        EndedClaim
    >
  /** Received items of one order that do not belong to the bundle that is now due. */
  | Event<
      'ReceivedItemsSuspended',
      PersonMonth & {
        bundleId: string;
        /** The order that brought the items. */
        orderId: string;
        items: readonly ReceivedItem[];
        because: 'scheme-changed';
        suspendedAt: Instant;
      }
    >
  | Event<
      'BundleSettled',
      PersonMonth & {
        bundleId: string;
        district: District;
        scheme: Scheme;
        /** The complete bundle, whichever orders paid its items. */
        items: readonly ReceivedItem[];
        total: Yuan;
        paidAt: Instant;
        /** The order that completed the bundle. */
        orderId: string;
        billId?: string;
        /** The online order that held the month until the money came. */
        endsClaimOf?: string;
      }
    >
  | Event<
      'MonthReopened',
      PersonMonth & {
        orderId: string;
        /** Other orders whose items were settled with those that went back, and wait for a bundle again. */
        waitingOrders?: readonly string[];
      }
    >;
