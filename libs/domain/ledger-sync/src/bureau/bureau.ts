import type { Day } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { DayLine, DayTotals } from './bureau-day.events';
import type { PostedItem } from '../posting/posting.events';

/** What a bureau is to book; amounts in yuan. The id is stored before the request is sent. */
export interface PostingRequest {
  readonly requestId: string;
  readonly personId: string;
  readonly month: string;
  readonly items: readonly PostedItem[];
  readonly total: string;
  readonly paidAt: string;
}

/** `unknown`: time-out, broken connection, 5xx, or a body that makes no sense. Never read as refused. */
export type BureauAnswer =
  // `total`: yuan that it says it has booked; `bookedOn`: the day of its books.
  | {
      readonly outcome: 'accepted';
      readonly receiptNo: string;
      readonly total?: Yuan;
      readonly bookedOn?: Day;
    }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'not-found' }
  // `broken`: how an answer that came departs from what was agreed.
  | { readonly outcome: 'unknown'; readonly broken?: string };

/** The port to a bureau's books. No method throws: what fails is `unknown`. */
export interface Bureau {
  post(request: PostingRequest): Promise<BureauAnswer>;
  query(requestId: string): Promise<BureauAnswer>;
  /** Reverses a posting. A bureau that has not booked it yet will then never book it. */
  reverse(requestId: string, reversalId: string): Promise<BureauAnswer>;
}

/** Our totals of a day, as a bureau is told them. */
export interface ToldTotals {
  readonly totalsId: string;
  readonly day: Day;
  readonly ours: DayTotals;
}

/** The port to what a bureau has booked and reversed of a day. No method throws. */
export interface BureauBooks {
  /** Tells it our totals; undefined where no answer came that makes sense. The same id, the same answer. */
  totals(told: ToldTotals): Promise<{ readonly totals: DayTotals; readonly parts: number } | undefined>;
  /** A part of the lines behind its answer, from 1. */
  lines(totalsId: string, part: number): Promise<readonly DayLine[] | undefined>;
}
