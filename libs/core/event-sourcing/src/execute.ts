import type { Instant } from '@canbao/calendar';
import type { Decider, Details, Event, Placed, StreamName } from './decider';
import { decideOn, type Decided } from './decision';
import {
  genesisHash,
  type Answer,
  type AppendRequest,
  type AppendResult,
  type EventStore,
  type IdempotencyKey,
  type InboxEntry,
  type Loaded,
  type Metadata,
  type Write,
} from './event-store';

/** What `execute` did. `state` is the state after the events; `replayed` marks an answer given before. */
export type Executed<State, E extends Event, Reason extends string> =
  | {
      readonly outcome: 'accepted';
      readonly events: readonly E[];
      readonly state: State;
      readonly answer?: Answer;
      readonly lastPosition?: bigint;
    }
  | {
      readonly outcome: 'rejected';
      readonly reason: Reason;
      readonly details: Details;
      readonly state: State;
      readonly answer?: Answer;
    }
  | { readonly outcome: 'replayed'; readonly answer: Answer }
  | { readonly outcome: 'key-reused' }
  | { readonly outcome: 'already-handled' };

/** What goes with a command besides the decision: whom it is about, when, who, under which key. */
export interface Execution<State, E extends Event, Reason extends string> {
  /** The person the command is about; a function where only the events name the person. */
  readonly subject: string | ((events: readonly E[]) => string);
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
  /** With a key, `answer` is stored with the events and returned again to a repeat. */
  readonly idempotency?: IdempotencyKey;
  readonly answer?: (decided: Decided<State, E, Reason>) => Answer;
  /**
   * Whether time or another fact can change the answer: it clears a refusal, or completes what was accepted.
   * The answer is then not stored: the next request with the key is decided again (ADR 22). Without it every
   * answer is final.
   */
  readonly isProvisional?: (decided: Decided<State, E, Reason>) => boolean;
  readonly inbox?: InboxEntry;
}

/** Thrown when other writers of the same streams were faster every time; the caller may retry. */
export class Contention extends Error {
  readonly code = 'contention';
  readonly canRetry = true;
}

const attemptsMax = 8;

/**
 * Load, decide, append: the path of every command, whether it comes from HTTP, Kafka, a timer or the
 * simulator. After a version conflict the command is decided again on the new facts. Streams that only the
 * decided events name are loaded as well, and the command is decided again with them.
 * @throws Contention after 8 attempts.
 */
export const execute = async <Command, State, E extends Event, Reason extends string>(
  store: EventStore,
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  execution: Execution<State, E, Reason>,
): Promise<Executed<State, E, Reason>> => {
  let streams = [...new Set(decider.streams(command))];
  let assumeNew = decider.expectsNewStreams?.(command) === true;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const loaded: ReadonlyMap<StreamName, Loaded> = assumeNew ? new Map() : await store.load(streams);
    const { decided, placed, unreadStreams } = decideOn(decider, command, streams, loaded);
    if (unreadStreams.length > 0) {
      streams = [...streams, ...unreadStreams];
      continue;
    }
    const writes = writesOf(streams, placed, loaded);
    // The append verifies the streams it writes; a decision that rests on others must have read them.
    const mustRead = assumeNew && writes.length < streams.length;
    assumeNew = false;
    if (mustRead) continue;
    const executed = await append(store, decided, writes, execution);
    if (executed !== undefined) return executed;
  }
  throw new Contention(`gave up after ${attemptsMax} attempts on ${streams.join(', ')}`);
};

/** Stores the decision and reports what became of it; nothing when another writer was faster. */
const append = async <State, E extends Event, Reason extends string>(
  store: EventStore,
  decided: Decided<State, E, Reason>,
  writes: readonly Write[],
  execution: Execution<State, E, Reason>,
): Promise<Executed<State, E, Reason> | undefined> => {
  const answer = execution.answer?.(decided);
  const request = requestOf(decided, writes, execution, answer);
  const isEmpty = writes.length === 0 && request.inbox === undefined && request.idempotency === undefined;
  if (isEmpty) return executedOf(decided, answer);
  const result: AppendResult = await store.append(request);
  switch (result.outcome) {
    case 'appended':
      return executedOf(decided, answer, result.lastPosition);
    case 'already-handled':
      return { outcome: 'already-handled' };
    case 'key-used':
      return result.sameRequest ? { outcome: 'replayed', answer: result.answer } : { outcome: 'key-reused' };
    case 'version-conflict':
      return undefined;
  }
};

const requestOf = <State, E extends Event, Reason extends string>(
  decided: Decided<State, E, Reason>,
  writes: readonly Write[],
  { subject, recordedAt, metadata, idempotency, isProvisional, inbox }: Execution<State, E, Reason>,
  answer: Answer | undefined,
): AppendRequest => {
  // A key that is not used is checked all the same: the refusal may rest on what an earlier call under it
  // did.
  const isStored = isProvisional?.(decided) !== true;
  return {
    subject: typeof subject === 'string' ? subject : subject(decided.accepted ? decided.events : []),
    recordedAt,
    metadata,
    writes,
    ...(idempotency === undefined || answer === undefined
      ? {}
      : { idempotency: { ...idempotency, ...(isStored ? { answer } : {}) } }),
    ...(inbox === undefined ? {} : { inbox }),
  };
};

const executedOf = <State, E extends Event, Reason extends string>(
  decided: Decided<State, E, Reason>,
  answer: Answer | undefined,
  lastPosition?: bigint,
): Executed<State, E, Reason> => {
  const answered = answer === undefined ? {} : { answer };
  if (!decided.accepted) {
    const { reason, details, state } = decided;
    return { outcome: 'rejected', reason, details, state, ...answered };
  }
  const { events, state } = decided;
  const positioned = lastPosition === undefined ? {} : { lastPosition };
  return { outcome: 'accepted', events, state, ...answered, ...positioned };
};

const writesOf = (
  streams: readonly StreamName[],
  placed: readonly Required<Placed<Event>>[],
  loaded: ReadonlyMap<StreamName, Loaded>,
): Write[] =>
  streams.flatMap((stream) => {
    const events = placed.filter((item) => item.stream === stream).map(({ event }) => event);
    if (events.length === 0) return [];
    const { version = 0, hash = genesisHash } = loaded.get(stream) ?? {};
    return [{ stream, expectedVersion: version, previousHash: hash, events }];
  });
