import type { Decider, Event, Outcome, Placed, StreamName } from './decider';
import { decideOn, type Decision, type Histories } from './decision';

/** An event for the command's main stream, or one placed with `on(stream, event)`. */
type Expected<E extends Event> = E | Placed<E>;

/**
 * Sentences for deciders: `given(order, opened).when(reported()).then(settled)`.
 *
 * Events stay on their streams: a plain event belongs to the main stream of the command, `on(stream, event)`
 * to another one, in the past as well as in what is expected. As in `execute`, a stream that only the decided
 * events name is read and the command is decided again.
 *
 * `then` also sends the command a second time and expects nothing further, so that the retry law holds in
 * every case; `thenEvents` leaves that out for commands that a repeat may execute again.
 */
export const given = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  ...past: readonly Expected<E>[]
) => ({
  when: (command: Command) => {
    const mainStream = decider.streams(command)[0] as StreamName;
    const onStreams = (events: readonly Expected<E>[]): Required<Placed<E>>[] =>
      events.map((event) =>
        'event' in event ? { stream: mainStream, ...event } : { stream: mainStream, event },
      );
    const before = onStreams(past);
    const decision = decideAll(decider, command, historiesOf(before));
    const outcome: Outcome<E, Reason> = decision.decided.accepted
      ? { accepted: true, events: decision.placed }
      : decision.decided;
    const expectEvents = (made: Decision<State, E, Reason>, expected: readonly Expected<E>[]): void => {
      if (!made.decided.accepted)
        throw new Error(`rejected: ${made.decided.reason} ${JSON.stringify(made.decided.details)}`);
      expect(made.placed).toEqual(onStreams(expected));
    };
    return {
      outcome,
      thenEvents: (...expected: readonly Expected<E>[]): void => expectEvents(decision, expected),
      then: (...expected: readonly Expected<E>[]): void => {
        expectEvents(decision, expected);
        const after = historiesOf([...before, ...decision.placed]);
        expectEvents(decideAll(decider, command, after), []);
      },
      thenNothing: (): void => expectEvents(decision, []),
      thenRejected: (reason: Reason, details?: Record<string, unknown>): void =>
        expect(outcome).toMatchObject({
          accepted: false,
          reason,
          ...(details === undefined ? {} : { details }),
        }),
    };
  },
});

const historiesOf = (placed: readonly Required<Placed<Event>>[]): Histories =>
  new Map(
    [...Map.groupBy(placed, ({ stream }) => stream)].map(([stream, events]) => [
      stream,
      { events: events.map(({ event }) => event) },
    ]),
  );

/** Decides until no event is placed on a stream that was not read. */
const decideAll = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  histories: Histories,
): Decision<State, E, Reason> => {
  let streams = decider.streams(command);
  for (;;) {
    const decision = decideOn(decider, command, streams, histories);
    if (decision.unreadStreams.length === 0) return decision;
    streams = [...streams, ...decision.unreadStreams];
  }
};
