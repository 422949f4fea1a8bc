import type { Insurance } from '@canbao/vocabulary';
import type { Instant, Month } from '@canbao/calendar';
import { posting, type PostingCommand, type PostingState } from './posting';
import type { PostedItem, PostingEvent } from './posting.events';

/** What a bureau is asked to book; amounts in yuan. The id was stored before. */
export interface PostingRequest {
  readonly requestId: string;
  readonly personId: string;
  readonly month: string;
  readonly items: readonly PostedItem[];
  readonly total: string;
  readonly paidAt: string;
}
/** `unknown`: time-out, broken connection, 5xx, or an answer that makes no sense; never read as refused. */
export type BureauAnswer =
  | { readonly outcome: 'accepted'; readonly receiptNo: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'unknown' };

/** A bureau's posting interface. Every outward id is stored before it is used here. */
export interface Bureau {
  post(request: PostingRequest): Promise<BureauAnswer>;
  query(requestId: string): Promise<BureauAnswer>;
  /** Takes a posting back; a bureau that never booked it books it no more. */
  reverse(requestId: string, reversalId: string): Promise<BureauAnswer>;
}

/** A posting that has something to ask; `attempts` counts how often it was taken up for it. */
export interface DuePosting {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
  readonly state: PostingState;
  readonly attempts: number;
}

/** The posting that its events make; nothing when there are none. */
export const postingOf = (events: readonly PostingEvent[]): Omit<DuePosting, 'attempts'> | undefined => {
  if (events[0] === undefined) return undefined;
  const { personId, insurance, month } = events[0].data;
  return { personId, insurance, month, state: events.reduce(posting.evolve, posting.initial) };
};

/**
 * Asks the bureau and says what to record. What may have arrived before is queried with the same id before it
 * is sent
 * again, and it is never sent under a new one.
 */
export const askBureau = async (
  bureau: Bureau,
  { personId, insurance, month, state, attempts }: DuePosting,
  now: () => Instant,
): Promise<PostingCommand | undefined> => {
  const { requestId, reversalId, items, total, paidAt = '', status } = state;
  if (requestId === undefined) return undefined;
  const of = { personId, insurance, month, requestId };
  if (status === 'reversing') {
    const { outcome } = await bureau.reverse(requestId, reversalId ?? requestId);
    return outcome === 'accepted' || outcome === 'not-found'
      ? { ...of, type: 'RecordReversed', at: now() }
      : undefined;
  }
  const mayHaveArrived = status === 'unknown' || attempts > 1;
  const found: BureauAnswer = mayHaveArrived ? await bureau.query(requestId) : { outcome: 'not-found' };
  const answer =
    found.outcome === 'not-found'
      ? await bureau.post({ requestId, personId, month, items, total, paidAt })
      : found;
  switch (answer.outcome) {
    case 'accepted':
      return { ...of, type: 'RecordAccepted', bureauReceiptNo: answer.receiptNo, at: now() };
    case 'refused':
      return { ...of, type: 'RecordRefused', reason: answer.reason, at: now() };
    default:
      return { ...of, type: 'RecordUnknown', at: now() };
  }
};
