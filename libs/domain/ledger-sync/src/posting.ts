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
  readonly parts: readonly string[];
  /** Every request id that was ever used here: a redelivered event asks for nothing new. */
  readonly requests: readonly string[];
}

/**
 * The whole is with the bureau, and its parts are in it. Parts and wholes come on two topics, and nothing orders two topics:
 * after a pause the whole may well be read first, and its late part must not turn it back into something that waits.
 */
const atTheBureau: readonly PostingState['status'][] = ['requested', 'unknown', 'posted', 'reversing'];

const decide = (command: PostingCommand, state: PostingState): Outcome<PostingEvent> => {
  const { personId, insurance, month } = command;
  const of = { personId, insurance, month };
  const bundle = state.bundleId === undefined ? {} : { bundleId: state.bundleId };
  switch (command.type) {
    case 'NotePart': {
      const { bundleId, orderId, items, missing } = command;
      return state.parts.includes(orderId) || atTheBureau.includes(state.status) ? accept() : accept({ type: 'PartNoted', data: { ...of, bundleId, orderId, items, missing } });
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
      if (state.status === 'waiting') return state.parts.includes(command.orderId) ? accept({ type: 'PostingCancelled', data: { ...of, orderId: command.orderId } }) : accept();
      // Sent or not, the bureau decides: a reversal with the posting's own id is harmless where nothing was booked.
      if (state.requestId === undefined || state.status === 'reversing' || state.status === 'reversed' || state.status === 'refused') return accept();
      return accept({ type: 'ReversalRequested', data: { ...of, requestId: state.requestId, reversalId: command.reversalId } });
    }
    case 'RecordReversed':
      return state.status === 'reversing' && command.requestId === state.requestId ? accept({ type: 'PostingReversed', data: { ...of, requestId: command.requestId, at: command.at } }) : accept();
  }
};

const evolve = (state: PostingState, event: PostingEvent): PostingState => {
  switch (event.type) {
    case 'PartNoted': {
      const items = [...state.items.filter(({ item }) => !event.data.items.some((noted) => noted.item === item)), ...event.data.items];
      return { ...state, status: 'waiting', bundleId: event.data.bundleId, items, total: sum(items.map(({ amount }) => amount)), missing: event.data.missing, parts: [...state.parts, event.data.orderId] };
    }
    case 'PostingRequested': {
      const { requestId, bundleId, items, total } = event.data;
      const { reason: _, bureauReceiptNo: __, reversalId: ___, ...rest } = state;
      return { ...rest, status: 'requested', requestId, items, total, missing: [], requests: [...state.requests, requestId], ...(bundleId === undefined ? {} : { bundleId }) };
    }
    case 'PostingAccepted': return { ...state, status: 'posted', bureauReceiptNo: event.data.bureauReceiptNo };
    case 'PostingRefused': return { ...state, status: 'refused', reason: event.data.reason };
    case 'PostingOutcomeUnknown': return { ...state, status: 'unknown' };
    case 'ReversalRequested': return { ...state, status: 'reversing', reversalId: event.data.reversalId };
    case 'PostingCancelled': return { ...state, status: 'reversed', items: [], total: sum([]), missing: [] };
    case 'PostingReversed': return { ...state, status: 'reversed' };
    case 'ContradictionNoted': return state;
  }
};

export const postingStream = ({ insurance, personId, month }: Obligation): string => `posting-${insurance}-${personId}-${month}`;

/** What a bureau has been asked to book for one month of one person, and what it said. */
export const posting: Decider<PostingCommand, PostingState, PostingEvent> = {
  initial: { status: 'none', items: [], total: sum([]), missing: [], parts: [], requests: [] },
  streams: (command) => [postingStream(command)],
  decide,
  evolve,
};
