import type { Decider, Event } from './decider';

/**
 * Sentences for deciders: `given(order, opened).when(reported()).then(settled)`.
 * `then` also sends the command a second time and expects nothing further, so that the retry law holds in
 * every case;
 * `thenEvents` leaves that out for commands that may be repeated with a new effect.
 */
export const given = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  ...past: readonly E[]
) => ({
  when: (command: Command) => {
    const state = past.reduce(decider.evolve, decider.initial);
    const outcome = decider.decide(command, state);
    const decidedEvents = (): E[] => {
      if (!outcome.accepted)
        throw new Error(`rejected: ${outcome.reason} ${JSON.stringify(outcome.details)}`);
      return outcome.events.map(({ event }) => event);
    };
    const thenEvents = (...expected: readonly E[]): void => expect(decidedEvents()).toEqual(expected);
    return {
      outcome,
      thenEvents,
      then: (...expected: readonly E[]): void => {
        thenEvents(...expected);
        const again = decider.decide(command, expected.reduce(decider.evolve, state));
        expect(again.accepted ? again.events.map(({ event }) => event) : again).toEqual([]);
      },
      thenNothing: (): void => expect(decidedEvents()).toEqual([]),
      thenRejected: (reason: Reason, details?: Record<string, unknown>): void => {
        expect(outcome).toMatchObject({
          accepted: false,
          reason,
          ...(details === undefined ? {} : { details }),
        });
      },
    };
  },
});
