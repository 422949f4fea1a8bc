import type { Yuan } from '@canbao/money';
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
  // `total`: yuan that it says it has booked.
  | { readonly outcome: 'accepted'; readonly receiptNo: string; readonly total?: Yuan }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'unknown' };

/** The port to a bureau's books. No method throws: what fails is `unknown`. */
export interface Bureau {
  post(request: PostingRequest): Promise<BureauAnswer>;
  query(requestId: string): Promise<BureauAnswer>;
  /** Reverses a posting. A bureau that has not booked it yet will then never book it. */
  reverse(requestId: string, reversalId: string): Promise<BureauAnswer>;
}
