import type { Instant } from '@canbao/calendar';
import type { Event, StreamName } from './decider';

/** The origin of an event, kept beside it for audit and tracing. Never personal data. */
export interface Metadata {
  /** Who caused it: the token's subject, or the name of a job or consumer. */
  readonly actor: string;
  /** The id of the foreign event that a consumer reacted to. */
  readonly causationId?: string;
}

/** What the store adds to an event. */
export interface Stored {
  /** In commit order. */
  readonly position: bigint;
  readonly stream: StreamName;
  readonly version: number;
  /** Follows from the event's hash (`eventIdOf`): whoever cites an event cites its content. */
  readonly eventId: string;
  /** Revision of the type's schema in which it was stored; its data are of the present one. */
  readonly revision: number;
  /** The person the event is about: the Kafka key. */
  readonly subject: string;
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
}

/** An event in the store; of several types, the type tells which data it has. */
export type StoredEvent<E extends Event = Event> = E extends Event ? E & Stored : never;

/** A stream at the version it was read at. */
export interface Loaded {
  readonly version: number;
  /** Hash of the stream's last event, hex; the next event's hash covers it. */
  readonly hash: string;
  readonly events: readonly StoredEvent[];
}

/** Events for one stream, stored only if it is still at the version it was read at. */
export interface Write {
  readonly stream: StreamName;
  readonly expectedVersion: number;
  readonly previousHash: string;
  readonly events: readonly Event[];
}

/** A caller's own key for a command, with a fingerprint of the request. Kept for good. */
export interface IdempotencyKey {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** The reply, stored in the transaction of the events so that a repeat gets the same one. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Proof that a foreign event was handled, stored in the transaction of its effect. */
export interface InboxEntry {
  readonly consumer: string;
  /** The foreign stream. */
  readonly stream: StreamName;
  /** The version up to which it was handled before; 0 for a new stream. */
  readonly after: number;
  readonly version: number;
}

/** Everything that one command stores, in one transaction. */
export interface AppendRequest {
  readonly subject: string;
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
  readonly writes: readonly Write[];
  /** Without an answer the key is checked but not used: an answer that was stored under it is returned. */
  readonly idempotency?: IdempotencyKey & { readonly answer?: Answer };
  readonly inbox?: InboxEntry;
}

/** The outcome of an append; only `appended` stored anything. */
export type AppendResult =
  | { readonly outcome: 'appended'; readonly lastPosition: bigint }
  /** Another append came first; load again and decide again. */
  | { readonly outcome: 'version-conflict' }
  /** The key was used before: the stored answer, and whether the fingerprint is the same. */
  | { readonly outcome: 'key-used'; readonly answer: Answer; readonly sameRequest: boolean }
  /** The foreign event was handled before. */
  | { readonly outcome: 'already-handled' };

/**
 * The port to durable events. An append is all or nothing: its writes, its idempotency row, its inbox row and
 * the inline views of its events commit together.
 */
export abstract class EventStore {
  abstract load(streams: readonly StreamName[]): Promise<ReadonlyMap<StreamName, Loaded>>;
  abstract append(request: AppendRequest): Promise<AppendResult>;
  /** Events after a position, in position order, which is commit order. */
  abstract readAfter(position: bigint, limit: number): Promise<readonly StoredEvent[]>;
}

/** The events of one stream; none where it is not there. */
export const eventsOf = async (store: EventStore, stream: StreamName): Promise<readonly StoredEvent[]> =>
  (await store.load([stream])).get(stream)?.events ?? [];

/** Hash before the first event of every stream. */
export const genesisHash = '0'.repeat(64);
