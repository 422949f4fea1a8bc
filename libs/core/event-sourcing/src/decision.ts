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
  /** Streams that events are placed on but that were not read: decide again with them. */
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
  if (!outcome.accepted) return { decided: { ...outcome, state: before }, placed: [], unreadStreams: [] };
  const mainStream = streams[0] as StreamName;
  const placed = outcome.events.map(({ stream = mainStream, event }) => ({ stream, event }));
  const events = placed.map(({ event }) => event);
  return {
    decided: { accepted: true, events, state: events.reduce(decider.evolve, before) },
    placed,
    unreadStreams: [...new Set(placed.map(({ stream }) => stream))].filter(
      (stream) => !streams.includes(stream),
    ),
  };
};

/** The state after every stored event of the streams, folded stream by stream in the order of the names. */
export const fold = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  streams: readonly StreamName[],
  histories: Histories,
): State =>
  streams
    .flatMap((stream) => histories.get(stream)?.events ?? [])
    .reduce((state, event) => decider.evolve(state, event as E), decider.initial);
