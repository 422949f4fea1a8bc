import type { Instant, Month } from '@canbao/calendar';
import type { Insurance, Item } from '@canbao/contracts';
import { accept, type Decider, type Outcome } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import type { PostedItem, PostingEvent } from './posting.events';

interface Obligation { readonly personId: string; readonly insurance: Insurance; readonly month: Month }
export type PostingCommand = Obligation & (
  | { readonly type: 'NotePart'; readonly bundleId: string; readonly orderId: string; readonly items: readonly PostedItem[]; readonly missing: readonly Item[] }
  | { readonly type: 'RequestPosting'; readonly requestId: string; readonly bundleId?: string; readonly items: readonly PostedItem[]; readonly paidAt: Instant }
  | { readonly type: 'RecordAccepted'; readonly requestId: string; readonly bureauReceiptNo: string; readonly at: Instant }
  | { readonly type: 'RecordRefused'; readonly requestId: string; readonly reason: string; readonly at: Instant }
  | { readonly type: 'RecordUnknown'; readonly requestId: string; readonly at: Instant }
  | { readonly type: 'RequestReversal'; readonly reversalId: string; readonly orderId: string }
  | { readonly type: 'RecordReversed'; readonly requestId: string; readonly at: Instant }
);

interface Request { readonly requestId: string; readonly bundleId?: string; readonly items: readonly PostedItem[]; readonly total: Yuan }

export interface PostingState {
  readonly status: 'none' | 'waiting' | 'requested' | 'unknown' | 'posted' | 'refused' | 'reversing' | 'reversed';
  readonly requestId?: string;
  readonly bundleId?: string;
  readonly bureauReceiptNo?: string;
  readonly reason?: string;
  readonly reversalId?: string;
  readonly items: readonly PostedItem[];
  readonly total: Yuan;
  readonly missing: readonly Item[];
  /** Parts of a bundle that have come, by order; kept beyond the posting, because a reversal can leave them waiting again. */
  readonly parts: readonly { readonly orderId: string; readonly items: readonly PostedItem[] }[];
  /** Orders whose money went back before a posting was asked for: their parts may come later, from another topic. */
  readonly cancelled: readonly string[];
  /** Settled anew while the bureau still takes back the last posting: asked for after that. */
  readonly next?: Request;
  /** Every request id that was ever used here: a redelivered event asks for nothing new. */
  readonly requests: readonly string[];
}

const decide = (command: PostingCommand, state: PostingState): Outcome<PostingEvent> => {
  const { personId, insurance, month } = command;
  const of = { personId, insurance, month };
  const bundle = state.bundleId === undefined ? {} : { bundleId: state.bundleId };
  switch (command.type) {
    case 'NotePart': {
      const { bundleId, orderId, items, missing } = command;
      return state.cancelled.includes(orderId) || state.parts.some((part) => part.orderId === orderId) ? accept() : accept({ type: 'PartNoted', data: { ...of, bundleId, orderId, items, missing } });
    }
    case 'RequestPosting': {
      const { requestId, bundleId, items, paidAt } = command;
      if (state.requests.includes(requestId)) return accept();
      return accept({ type: 'PostingRequested', data: { ...of, ...(bundleId === undefined ? {} : { bundleId }), requestId, items, total: sum(items.map(({ amount }) => amount)), paidAt } });
    }
    case 'RecordAccepted': {
      const { requestId, bureauReceiptNo, at } = command;
      if (requestId !== state.requestId || state.status === 'posted') return accept();
      if (state.status === 'requested' || state.status === 'unknown') return accept({ type: 'PostingAccepted', data: { ...of, ...bundle, requestId, bureauReceiptNo, at } });
      return accept({ type: 'ContradictionNoted', data: { ...of, requestId, said: `accepted ${bureauReceiptNo}`, at } });
    }
    case 'RecordRefused': {
      const { requestId, reason, at } = command;
      if (requestId !== state.requestId || state.status === 'refused') return accept();
      if (state.status === 'requested' || state.status === 'unknown') return accept({ type: 'PostingRefused', data: { ...of, requestId, reason, at } });
      return accept({ type: 'ContradictionNoted', data: { ...of, requestId, said: `refused: ${reason}`, at } });
    }
    case 'RecordUnknown':
      return state.status === 'requested' && command.requestId === state.requestId ? accept({ type: 'PostingOutcomeUnknown', data: { ...of, requestId: command.requestId, at: command.at } }) : accept();
    case 'RequestReversal': {
      const { orderId, reversalId } = command;
      if (state.cancelled.includes(orderId) || state.reversalId === reversalId) return accept();
      const unsent = state.status === 'none' || state.status === 'waiting' || state.status === 'reversed';
      const behindReversal = state.status === 'reversing' && (state.next !== undefined || state.parts.some((part) => part.orderId === orderId));
      if (unsent || behindReversal) return accept({ type: 'PostingCancelled', data: { ...of, orderId } });
      // Sent or not, the bureau decides: a reversal with the posting's own id is harmless where nothing was booked.
      if (state.requestId === undefined || state.status === 'reversing' || state.status === 'refused') return accept();
      return accept({ type: 'ReversalRequested', data: { ...of, requestId: state.requestId, reversalId } });
    }
    case 'RecordReversed':
      return state.status === 'reversing' && command.requestId === state.requestId ? accept({ type: 'PostingReversed', data: { ...of, requestId: command.requestId, at: command.at } }) : accept();
  }
};

const evolve = (state: PostingState, event: PostingEvent): PostingState => {
  switch (event.type) {
    case 'PartNoted': {
      const { bundleId, orderId, items, missing } = event.data;
      const parts = [...state.parts, { orderId, items }];
      // A part that is heard of after its whole bundle must not stop the posting.
      return state.status === 'none' || state.status === 'waiting' || state.status === 'reversed' ? waiting({ ...state, bundleId, parts }, missing) : { ...state, parts };
    }
    case 'PostingRequested': {
      const { requestId, bundleId, items, total } = event.data;
      const request: Request = { requestId, items, total, ...(bundleId === undefined ? {} : { bundleId }) };
      const known = { ...state, requests: [...state.requests, requestId] };
      return state.status === 'reversing' ? { ...known, next: request } : requested(known, request);
    }
    case 'PostingAccepted': return { ...state, status: 'posted', bureauReceiptNo: event.data.bureauReceiptNo };
    case 'PostingRefused': return { ...state, status: 'refused', reason: event.data.reason };
    case 'PostingOutcomeUnknown': return { ...state, status: 'unknown' };
    case 'ReversalRequested': return { ...state, status: 'reversing', reversalId: event.data.reversalId };
    case 'PostingCancelled': return cancelled(state, event.data.orderId);
    case 'PostingReversed': {
      if (state.next !== undefined) return requested(state, state.next);
      const missing = state.items.map(({ item }) => item).filter((item) => !state.parts.some(({ items }) => items.some((brought) => brought.item === item)));
      return waiting(state, missing);
    }
    case 'ContradictionNoted': return state;
  }
};

const requested = ({ reason: _, bureauReceiptNo: __, reversalId: ___, next: ____, ...rest }: PostingState, request: Request): PostingState => ({ ...rest, ...request, status: 'requested', missing: [] });

/** What is left when nothing is asked of the bureau: parts that wait for the rest, or nothing. */
const waiting = (state: PostingState, missing: readonly Item[]): PostingState => {
  if (state.parts.length === 0) return { ...state, status: 'reversed', missing: [] };
  const items = state.parts.flatMap((part) => part.items);
  return { ...state, status: 'waiting', items, total: sum(items.map(({ amount }) => amount)), missing };
};

const cancelled = (before: PostingState, orderId: string): PostingState => {
  const own = before.parts.filter((part) => part.orderId === orderId).flatMap(({ items }) => items.map(({ item }) => item));
  const state = { ...before, parts: before.parts.filter((part) => part.orderId !== orderId), cancelled: [...before.cancelled, orderId] };
  if (state.status === 'reversing') return own.length > 0 ? state : withoutNext(state);
  const left = waiting(state, [...state.missing, ...own]);
  return left.status === 'reversed' ? { ...left, items: [], total: sum([]) } : left;
};

const withoutNext = ({ next: _, ...rest }: PostingState): PostingState => rest;

export const postingStream = ({ insurance, personId, month }: Obligation): string => `posting-${insurance}-${personId}-${month}`;

/** What a bureau has been asked to book for one month of one person, and what it said. */
export const posting: Decider<PostingCommand, PostingState, PostingEvent> = {
  initial: { status: 'none', items: [], total: sum([]), missing: [], parts: [], cancelled: [], requests: [] },
  streams: (command) => [postingStream(command)],
  decide,
  evolve,
};
