import type { Day, Instant, Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { SuspenseReason } from '@canbao/domain-payment';
import type { Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { FiledEnrolment } from './enrolments';

/** One collection as the counter knows it; `answers` has every answer the counter got. */
export interface Collected {
  readonly transactionNo: string;
  readonly orderId: string;
  readonly personId: string;
  readonly channel: Channel;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  /** Why none of it can settle, as the teller could know. */
  readonly because?: SuspenseReason;
  readonly answers: string[];
  reversed: boolean;
}

/** One online order as its payer remembers it. */
export interface Ordered {
  readonly orderId: string;
  readonly answers: string[];
}

/** What the outside world did and was told; the invariants compare the books with it. */
export interface History {
  readonly persons: string[];
  /** The department's file of each person's medical enrolments. */
  readonly enrolments: Map<string, readonly FiledEnrolment[]>;
  readonly deaths: Map<string, Day>;
  /** The months that the agency has billed each person for. */
  readonly billed: Map<string, readonly Month[]>;
  /** Every quote that was given; an old one may still be paid. */
  readonly quotes: QuoteClaims[];
  readonly collections: Collected[];
  /** Whose bundles have begun to arrive, the latest last. */
  readonly incomplete: string[];
  /** Orders of which a counter has also reported another amount, once each. */
  readonly contradicted: string[];
  readonly orders: Ordered[];
  /** Whom each payer may act for, as the payer was last told: `payer person`. */
  readonly delegations: Set<string>;
  readonly problems: string[];
}
