import type { Decider, Details, Event, Placed, StreamName } from './decider';

/** Stored events by stream; a stream that is absent is new. */
export type Histories = ReadonlyMap<StreamName, { readonly events: readonly Event[] }>;

/** The decision of a command, before it is stored. `state` is the state after the events. */
export type Decided<State, E extends Event, Reason extends string> =
  | { readonly accepted: true; readonly events: readonly E[]; readonly state: State }
  | { readonly accepted: false; readonly reason: Reason; readonly details: Details; readonly state: State };

/** A decision with the streams of its events. */
export interface Decision<State, E extends Event, Reason extends string> {
  readonly decided: Decided<State, E, Reason>;
  readonly placed: readonly Required<Placed<E>>[];
  /** Streams that the decision needs but that were not read: decide again with them. */
  readonly unreadStreams: readonly StreamName[];
}

/** Decides on the streams that were read; the first of them takes the events that name no stream. */
export const decideOn = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  streams: readonly StreamName[],
  histories: Histories,
): Decision<State, E, Reason> => {
  const before = fold(decider, streams, histories);
  const outcome = decider.decide(command, before);
  const needed = decider.reads?.(command, before) ?? [];
  const unread = (placed: readonly StreamName[]): StreamName[] =>
    [...new Set([...needed, ...placed])].filter((stream) => !streams.includes(stream));
  if (!outcome.accepted)
    return { decided: { ...outcome, state: before }, placed: [], unreadStreams: unread([]) };
  const mainStream = streams[0] as StreamName;
  const placed = outcome.events.map(({ stream = mainStream, event }) => ({ stream, event }));
  const events = placed.map(({ event }) => event);
  return {
    decided: { accepted: true, events, state: events.reduce(decider.evolve, before) },
    placed,
    unreadStreams: unread(placed.map(({ stream }) => stream)),
  };
};

/** The state after every stored event of the streams, folded stream by stream in the order of the names. */
export const fold = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  streams: readonly StreamName[],
  histories: Histories,
): State =>
  streams
    .map((stream) => histories.get(stream)?.events ?? [])
    .reduce((state, events) => foldEvents(decider, events, state), decider.initial);

/** The state after a long history, for as long as the store keeps it in memory. */
interface Folded {
  readonly length: number;
  readonly initial: unknown;
  readonly evolve: unknown;
  readonly state: unknown;
}

/** Configuration: shorter histories are folded again each time. */
const longFrom = 16;
const foldedHistories = new WeakMap<readonly Event[], Folded>();

/** Ten years of months take longer to fold than a decision takes, and events never change. */
const foldEvents = <Command, State, E extends Event, Reason extends string>(
  { initial, evolve }: Decider<Command, State, E, Reason>,
  events: readonly Event[],
  before: State,
): State => {
  const folded = (): State => events.reduce((state, event) => evolve(state, event as E), before);
  const { length } = events;
  if (length < longFrom || before !== initial) return folded();
  const known = foldedHistories.get(events);
  if (known?.length === length && known.initial === initial && known.evolve === evolve)
    return known.state as State;
  const state = folded();
  foldedHistories.set(events, { length, initial, evolve, state });
  return state;
};
