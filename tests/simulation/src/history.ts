import type { Channel } from '@canbao/vocabulary';
import type { Yuan } from '@canbao/money';

/** One collection as the counter knows it; `answers` has every answer the counter got. */
export interface Collected {
  readonly transactionNo: string;
  readonly orderId: string;
  readonly personId: string;
  readonly channel: Channel;
  readonly amount: Yuan;
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
  readonly collections: Collected[];
  readonly orders: Ordered[];
  /** Whom each payer may act for, as the payer was last told: `payer person`. */
  readonly delegations: Set<string>;
  readonly problems: string[];
}
