import type { Instant } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Channel, District, Insurance, Scheme } from '@canbao/vocabulary';
import type { UnpayableReason } from '../payability/payability';

// Stored for good: add a type or an optional field, never rename or remove one.
/** What happens to an online order, on the order's stream. */
export type OrderEvent =
  | Event<
      'OrderOpened',
      {
        personId: string;
        orderId: string;
        quoteId: string;
        payerId: string;
        insurance: Insurance;
        district: District;
        /** Of a medical order opened until 2026-11; later each line tells by its item. */
        scheme?: Scheme;
        channel: Channel;
        lines: readonly QuoteLine[];
        total: Yuan;
        payBy: Instant;
      }
    >
  | Event<
      'OrderClosed',
      {
        personId: string;
        orderId: string;
        /** A reason against a month: registration has told since that it is not payable. */
        because: 'closed-by-payer' | 'expired' | 'paid-elsewhere' | UnpayableReason;
      }
    >;
