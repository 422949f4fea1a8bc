import type { Insurance, Item } from '@canbao/vocabulary';
import type { Instant, Month } from '@canbao/calendar';
import { accept, type Decider, type Outcome } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import type { PostedItem, PostingEvent } from './posting.events';

interface Obligation {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}
/** What can happen to a posting: settled money to book, answers of the bureau, money that went back. */
export type PostingCommand = Obligation &
  (
    | {
        readonly type: 'NotePart';
        readonly bundleId: string;
        readonly orderId: string;
        readonly items: readonly PostedItem[];
        readonly missing: readonly Item[];
      }
    | {
        readonly type: 'RequestPosting';
        readonly requestId: string;
        readonly bundleId?: string;
        readonly items: readonly PostedItem[];
        readonly paidAt: Instant;
        readonly orders: readonly string[];
      }
    | {
        readonly type: 'RecordAccepted';
        readonly requestId: string;
        readonly bureauReceiptNo: string;
        readonly at: Instant;
      }
    | {
        readonly type: 'RecordRefused';
        readonly requestId: string;
        readonly reason: string;
        readonly at: Instant;
      }
    | { readonly type: 'RecordUnknown'; readonly requestId: string; readonly at: Instant }
    | { readonly type: 'RequestReversal'; readonly reversalId: string; readonly orderId: string }
    | { readonly type: 'RecordReversed'; readonly requestId: string; readonly at: Instant }
  );

/** How one month of one person stands with its bureau. */
export interface PostingState {
  readonly status:
    'none' | 'waiting' | 'requested' | 'unknown' | 'posted' | 'refused' | 'reversing' | 'reversed';
  readonly requestId?: string;
  /** The orders whose money the request is about. */
  readonly orders?: readonly string[];
  readonly bundleId?: string;
  readonly bureauReceiptNo?: string;
  readonly reason?: string;
  readonly reversalId?: string;
  readonly items: readonly PostedItem[];
  readonly total: Yuan;
  readonly paidAt?: Instant;
  readonly missing: readonly Item[];
  /**
   * Parts of a bundle that have come, by order; kept beyond the posting, because a reversal can leave them
   * waiting again.
   */
  readonly parts: readonly { readonly orderId: string; readonly items: readonly PostedItem[] }[];
  /** Orders whose money went back: their parts may still come, for they travel on another topic. */
  readonly cancelled: readonly string[];
  /** What to ask for as soon as the bureau has taken the former posting back. */
  readonly next?: Extract<PostingEvent, { type: 'PostingRequested' }>['data'];
  /** Every request id that was ever used here: a redelivered event asks for nothing new. */
  readonly requests: readonly string[];
}

/**
 * Whether the current request is about this order; a reversal may be repeated when another order has long
 * taken its place.
 */
const isOf = ({ orders = [] }: PostingState, orderId: string): boolean => orders.includes(orderId);

const decide = (command: PostingCommand, state: PostingState): Outcome<PostingEvent> => {
  const { personId, insurance, month } = command;
  const of = { personId, insurance, month };
  const bundle = state.bundleId === undefined ? {} : { bundleId: state.bundleId };
  switch (command.type) {
    case 'NotePart': {
      const { bundleId, orderId, items, missing } = command;
      return state.cancelled.includes(orderId) || state.parts.some((part) => part.orderId === orderId)
        ? accept()
        : accept({ type: 'PartNoted', data: { ...of, bundleId, orderId, items, missing } });
    }
    case 'RequestPosting': {
      const { requestId, bundleId, items, paidAt, orders } = command;
      if (state.requests.includes(requestId)) return accept();
      const data = {
        ...of,
        ...(bundleId === undefined ? {} : { bundleId }),
        requestId,
        items,
        total: sum(items.map(({ amount }) => amount)),
        paidAt,
        orders,
      };
      return accept({ type: state.status === 'reversing' ? 'PostingDeferred' : 'PostingRequested', data });
    }
    case 'RecordAccepted': {
      const { requestId, bureauReceiptNo, at } = command;
      if (requestId !== state.requestId || state.status === 'posted') return accept();
      if (state.status === 'requested' || state.status === 'unknown')
        return accept({
          type: 'PostingAccepted',
          data: { ...of, ...bundle, requestId, bureauReceiptNo, at },
        });
      return accept({
        type: 'ContradictionNoted',
        data: { ...of, requestId, said: `accepted ${bureauReceiptNo}`, at },
      });
    }
    case 'RecordRefused': {
      const { requestId, reason, at } = command;
      if (requestId !== state.requestId || state.status === 'refused') return accept();
      if (state.status === 'requested' || state.status === 'unknown')
        return accept({ type: 'PostingRefused', data: { ...of, requestId, reason, at } });
      return accept({
        type: 'ContradictionNoted',
        data: { ...of, requestId, said: `refused: ${reason}`, at },
      });
    }
    case 'RecordUnknown':
      return state.status === 'requested' && command.requestId === state.requestId
        ? accept({
            type: 'PostingOutcomeUnknown',
            data: { ...of, requestId: command.requestId, at: command.at },
          })
        : accept();
    case 'RequestReversal': {
      const { orderId, reversalId } = command;
      const own = isOf(state, orderId);
      // Sent or not, the bureau decides: a reversal with the posting's own id is harmless where nothing was
      // booked.
      if (own && (state.status === 'requested' || state.status === 'unknown' || state.status === 'posted'))
        return accept({
          type: 'ReversalRequested',
          data: { ...of, requestId: state.requestId ?? '', reversalId, orderId },
        });
      // Nothing of this order is at the bureau: forget its part, and what waits for a former reversal.
      return state.cancelled.includes(orderId)
        ? accept()
        : accept({ type: 'PostingCancelled', data: { ...of, orderId } });
    }
    case 'RecordReversed': {
      if (state.status !== 'reversing' || command.requestId !== state.requestId) return accept();
      const reversed = {
        type: 'PostingReversed',
        data: { ...of, requestId: command.requestId, at: command.at },
      } as const;
      return state.next === undefined
        ? accept(reversed)
        : accept<PostingEvent>(reversed, { type: 'PostingRequested', data: state.next });
    }
  }
};

/** Statuses in which the bureau has, or may have, something of this month. */
const atBureau: readonly PostingState['status'][] = [
  'requested',
  'unknown',
  'posted',
  'refused',
  'reversing',
];

/** What is left when nothing is asked of the bureau: parts that wait for the rest, or nothing. */
const waiting = (
  state: PostingState,
  parts: PostingState['parts'],
  missing: readonly Item[],
): PostingState => {
  const items = parts.flatMap((part) => part.items);
  const left = { ...state, parts, items, total: sum(items.map(({ amount }) => amount)) };
  return parts.length === 0
    ? { ...left, status: 'reversed', missing: [] }
    : { ...left, status: 'waiting', missing };
};

const forgetting = (state: PostingState, orderId: string | undefined): PostingState => {
  if (orderId === undefined) return state;
  const { next, ...rest } = state;
  const kept = next === undefined || next.orders?.includes(orderId) === true ? {} : { next };
  return {
    ...rest,
    ...kept,
    parts: state.parts.filter((part) => part.orderId !== orderId),
    cancelled: [...state.cancelled, orderId],
  };
};

const evolve = (state: PostingState, event: PostingEvent): PostingState => {
  switch (event.type) {
    case 'PartNoted': {
      const { orderId, items, bundleId, missing } = event.data;
      const parts = [...state.parts, { orderId, items }];
      // What is at the bureau goes first; the part is looked at again when that is done.
      return atBureau.includes(state.status)
        ? { ...state, bundleId, parts, missing }
        : waiting({ ...state, bundleId }, parts, missing);
    }
    case 'PostingRequested': {
      const { requestId, bundleId, items, total, paidAt, orders = [] } = event.data;
      const { reason: _, bureauReceiptNo: __, reversalId: ___, next: ____, ...rest } = state;
      const requests = [...state.requests.filter((id) => id !== requestId), requestId];
      return {
        ...rest,
        status: 'requested',
        requestId,
        orders,
        items,
        total,
        paidAt,
        missing: [],
        requests,
        ...(bundleId === undefined ? {} : { bundleId }),
      };
    }
    case 'PostingDeferred':
      return { ...state, next: event.data, requests: [...state.requests, event.data.requestId] };
    case 'PostingAccepted':
      return { ...state, status: 'posted', bureauReceiptNo: event.data.bureauReceiptNo };
    case 'PostingRefused':
      return { ...state, status: 'refused', reason: event.data.reason };
    case 'PostingOutcomeUnknown':
      return { ...state, status: 'unknown' };
    case 'ReversalRequested':
      return {
        ...forgetting(state, event.data.orderId),
        status: 'reversing',
        reversalId: event.data.reversalId,
      };
    case 'PostingCancelled': {
      const { orderId } = event.data;
      const left = forgetting(state, orderId);
      if (atBureau.includes(state.status) && !(state.status === 'refused' && isOf(state, orderId)))
        return left;
      const gone = state.parts.find((part) => part.orderId === orderId)?.items.map(({ item }) => item) ?? [];
      return waiting(left, left.parts, [...state.missing, ...gone]);
    }
    case 'PostingReversed':
      return waiting(
        state,
        state.parts,
        state.items
          .map(({ item }) => item)
          .filter((item) => !state.parts.some(({ items }) => items.some((part) => part.item === item))),
      );
    case 'ContradictionNoted':
      return state;
  }
};

/** Whether the event leaves something to ask the bureau; undefined where it changes nothing about that. */
export const leavesWork = ({ type }: PostingEvent): boolean | undefined => {
  switch (type) {
    case 'PostingRequested':
    case 'PostingOutcomeUnknown':
    case 'ReversalRequested':
      return true;
    case 'PostingAccepted':
    case 'PostingRefused':
    case 'PostingReversed':
      return false;
    default:
      return undefined;
  }
};

/** The stream of one month of one person at one bureau. */
export const postingStream = ({ insurance, personId, month }: Obligation): string =>
  `posting-${insurance}-${personId}-${month}`;

/** What a bureau has been asked to book for one month of one person, and what it said. */
export const posting: Decider<PostingCommand, PostingState, PostingEvent> = {
  initial: { status: 'none', items: [], total: sum([]), missing: [], parts: [], cancelled: [], requests: [] },
  streams: (command) => [postingStream(command)],
  opens: ({ type }) => type === 'RequestPosting',
  decide,
  evolve,
};
