import type { Day, Instant, Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { PushedMonth } from '@canbao/domain-assessment';
import type { SuspenseReason } from '@canbao/domain-payment';
import type { Bureau } from '@canbao/domain-registration';
import type { Yuan } from '@canbao/money';
import type { Channel, Insurance, Item } from '@canbao/vocabulary';
import type { FiledEnrolment } from './enrolments';

/** One collection as the counter knows it; `answers` has every answer the counter got. */
export interface Collected {
  readonly transactionNo: string;
  readonly orderId: string;
  readonly channel: Channel;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  /** What was paid for; without it the quote was unknown. */
  readonly quote?: QuoteClaims;
  /** The items that were reported, when not all. */
  readonly items?: readonly Item[];
  /** Why none of it can settle, as the teller could know. */
  because?: SuspenseReason;
  readonly answers: string[];
  reversed: boolean;
}

/** One online order as its payer remembers it. */
export interface Ordered {
  readonly orderId: string;
  readonly answers: string[];
}

/** What a payer has ordered to pay in a wallet. */
export interface OrderedAtWallet {
  readonly orderId: string;
  readonly channel: Channel;
  readonly quote: QuoteClaims;
}

/** A bill as the agency has it in its own file, by its last answer. */
export interface FiledBill {
  readonly billId: string;
  readonly months: readonly PushedMonth[];
}

/** A death as one bureau has it in its own file. */
export interface FiledDeath {
  readonly bureau: Bureau;
  readonly on: Day;
}

/** Months that an employer pays for, as the bureau has them in its own file. */
export interface FiledCover {
  readonly insurance: Insurance;
  readonly from: Month;
  readonly until?: Month;
}

/** What the outside world did and was told; the invariants compare the books with it. */
export interface History {
  readonly persons: string[];
  /** The department's file of each person's medical enrolments. */
  readonly enrolments: Map<string, readonly FiledEnrolment[]>;
  /** Each bureau's report of a person's death, the latest last: it counts. */
  readonly deaths: Map<string, readonly FiledDeath[]>;
  readonly covers: Map<string, readonly FiledCover[]>;
  /** Of those of whom messages tell, the months after which an end leaves nothing to pay. */
  readonly stops: Map<string, Readonly<Partial<Record<Insurance, Month>>>>;
  /** Who has left the country, or was transferred out, and is not back under a pension enrolment. */
  readonly left: Set<string>;
  /** The agency's file of each person's bills. */
  readonly bills: Map<string, readonly FiledBill[]>;
  /** Every quote that was given; an old one may still be paid. */
  readonly quotes: QuoteClaims[];
  readonly collections: Collected[];
  /** Whose bundles have begun to arrive, the latest last. */
  readonly incomplete: string[];
  /** Digests of other reports under an order that is recorded, by order. */
  readonly contradicted: Map<string, Set<string>>;
  readonly orders: Ordered[];
  /** Orders at wallets, by id. */
  readonly online: Map<string, OrderedAtWallet>;
  /** Whom each payer may act for, as the payer was last told: `payer person`. */
  readonly delegations: Set<string>;
  /** How often the clients achieved what no stored event shows. */
  readonly deeds: Map<string, number>;
  readonly problems: string[];
}

/** The history before anything has happened. */
export const newHistory = (): History => ({
  persons: [],
  enrolments: new Map(),
  deaths: new Map(),
  covers: new Map(),
  stops: new Map(),
  left: new Set(),
  bills: new Map(),
  quotes: [],
  collections: [],
  incomplete: [],
  contradicted: new Map(),
  orders: [],
  online: new Map(),
  delegations: new Set(),
  deeds: new Map(),
  problems: [],
});

/** Counts one more deed of a client. */
export const achieved = ({ deeds }: History, deed: string): void => {
  deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
};
