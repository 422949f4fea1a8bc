import type { Instant } from '@canbao/calendar';
import type { Decider, Details, Event, Placed, StreamName } from './decider';
import {
  genesisHash,
  type Answer,
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
  /** The person the command is about; a function where only the events tell. */
  readonly subject: string | ((events: readonly E[]) => string);
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
  /** With a key, `answer` is stored with the events and given again to a repeat. */
  readonly idempotency?: IdempotencyKey;
  readonly answer?: (decided: Decided<State, E, Reason>) => Answer;
  readonly inbox?: InboxEntry;
}

/** The decision of a command, before it is stored. */
export type Decided<State, E extends Event, Reason extends string> =
  | { readonly accepted: true; readonly events: readonly E[]; readonly state: State }
  | { readonly accepted: false; readonly reason: Reason; readonly details: Details; readonly state: State };

/**
 * Thrown when so many others write the same streams that the command never got through; the caller may retry.
 */
export class Contention extends Error {
  readonly code = 'contention';
  readonly canRetry = true;
}

const attempts = 8;

/**
 * Load, decide, append: the way of every command, whether it comes from HTTP, Kafka, a timer or the
 * simulator.
 * A version conflict means that the facts changed meanwhile, so the command is decided again on the new
 * facts.
 */
export const execute = async <Command, State, E extends Event, Reason extends string>(
  store: EventStore,
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  execution: Execution<State, E, Reason>,
): Promise<Executed<State, E, Reason>> => {
  let streams = decider.streams(command);
  let assumedNew = decider.opens?.(command) === true;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const loaded: ReadonlyMap<StreamName, Loaded> = assumedNew ? new Map() : await store.load(streams);
    const before = fold(decider, streams, loaded);
    const outcome = decider.decide(command, before);
    const placed = outcome.accepted ? outcome.events : [];
    const further = placed.flatMap(({ stream }) =>
      stream === undefined || streams.includes(stream) ? [] : [stream],
    );
    if (further.length > 0) {
      // The main stream told of others that the caller could not know of: decided again with them.
      streams = [...new Set([...streams, ...further])];
      continue;
    }
    const events = placed.map(({ event }) => event);
    const state = events.reduce(decider.evolve, before);
    const decided: Decided<State, E, Reason> = outcome.accepted
      ? { accepted: true, events, state }
      : { ...outcome, state };
    const answer = execution.answer?.(decided);
    const keyed =
      execution.idempotency !== undefined && answer !== undefined
        ? { idempotency: { ...execution.idempotency, answer } }
        : {};
    const writes = writesOf(streams, placed, loaded);
    if (assumedNew) {
      assumedNew = false;
      // The append checks the streams that are written; a decision that rests on others waits for a look at
      // them.
      if (writes.length < new Set(streams).size) continue;
    }
    const nothingToStore = writes.length === 0 && execution.inbox === undefined && !('idempotency' in keyed);
    const answered = answer === undefined ? {} : { answer };
    const done = (lastPosition?: bigint): Executed<State, E, Reason> =>
      decided.accepted
        ? {
            outcome: 'accepted',
            events,
            state,
            ...answered,
            ...(lastPosition === undefined ? {} : { lastPosition }),
          }
        : { outcome: 'rejected', reason: decided.reason, details: decided.details, state, ...answered };
    if (nothingToStore) return done();
    const result = await store.append({
      subject: typeof execution.subject === 'string' ? execution.subject : execution.subject(events),
      recordedAt: execution.recordedAt,
      metadata: execution.metadata,
      writes,
      ...keyed,
      ...(execution.inbox === undefined ? {} : { inbox: execution.inbox }),
    });
    if (result.outcome === 'appended') return done(result.lastPosition);
    if (result.outcome === 'already-handled') return { outcome: 'already-handled' };
    if (result.outcome === 'key-used')
      return result.sameRequest ? { outcome: 'replayed', answer: result.answer } : { outcome: 'key-reused' };
  }
  throw new Contention(`gave up after ${attempts} attempts on ${streams.join(', ')}`);
};

/** The state after every stored event of the streams, folded stream by stream in the order given. */
export const fold = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  streams: readonly StreamName[],
  loaded: ReadonlyMap<StreamName, Loaded>,
): State =>
  streams
    .flatMap((stream) => loaded.get(stream)?.events ?? [])
    .reduce((state, event) => decider.evolve(state, event as unknown as E), decider.initial);

const writesOf = (
  streams: readonly StreamName[],
  placed: readonly Placed<Event>[],
  loaded: ReadonlyMap<StreamName, Loaded>,
): Write[] =>
  streams.flatMap((stream, index) => {
    const events = placed.filter((item) => (item.stream ?? streams[0]) === stream).map(({ event }) => event);
    if (streams.indexOf(stream) !== index || events.length === 0) return [];
    const at = loaded.get(stream);
    return [{ stream, expectedVersion: at?.version ?? 0, previousHash: at?.hash ?? genesisHash, events }];
  });
