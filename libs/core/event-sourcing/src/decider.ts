/** A fact as it is stored: a past-tense name and its data. */
export type Event<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Data }>;

/** `person-…`, `order-…`: the name of one stream of events, versions 1..n without a hole. */
export type StreamName = string;

/** An event that goes to a stream other than the command's main one. */
export type Placed<E extends Event> = { readonly stream?: StreamName; readonly event: E };

/** A decision: the events in order (none when the command changes nothing), or the reason against it. */
export type Outcome<E extends Event, Reason extends string = string> =
  | { readonly accepted: true; readonly events: readonly Placed<E>[] }
  | { readonly accepted: false; readonly reason: Reason; readonly details: Details };

/** Evidence that travels with a rejection to the problem document: months, missing items, limits. */
export type Details = Readonly<Record<string, unknown>>;

/** The command is accepted; with these events, or with none when it changes nothing. */
export const accept = <E extends Event>(...events: readonly (E | Placed<E>)[]): Outcome<E, never> => ({
  accepted: true,
  events: events.map((item) => ('event' in item ? item : { event: item })),
});

/** An event for a stream other than the main one. */
export const on = <E extends Event>(stream: StreamName, event: E): Placed<E> => ({ stream, event });

/** The command is refused for a reason of the closed list, with the evidence. */
export const reject = <Reason extends string>(
  reason: Reason,
  details: Details = {},
): Outcome<never, Reason> => ({
  accepted: false,
  reason,
  details,
});

/**
 * Pure decisions of one aggregate. `decide` reads no clock, no random number and no service: everything it
 * depends on is in the command or in the state. `evolve` folds stored events and never fails.
 *
 * A command may touch several streams (an order and the obligations it pays): all are loaded, folded into one
 * state in the order of their names, and appended together, each at the version it was read at.
 */
export interface Decider<Command, State, E extends Event, Reason extends string = string> {
  readonly initial: State;
  /**
   * The streams that a command reads and may write; the first is the main one. Streams that only its events
   * name need not be listed.
   */
  streams(command: Command): readonly StreamName[];
  /** Decided without loading; the append verifies that the streams are new. */
  expectsNewStreams?(command: Command): boolean;
  /**
   * Streams that the decision rests on and that only the state names; the append does not verify them. The
   * command is decided again once they are read.
   */
  reads?(command: Command, state: State): readonly StreamName[];
  decide(command: Command, state: State): Outcome<E, Reason>;
  evolve(state: State, event: E): State;
}
