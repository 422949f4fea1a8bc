import { reject, type Decider, type Event } from './decider';

/** The state of a decider of one stream, with the stream's version. */
export interface Versioned<State> {
  readonly version: number;
  readonly state: State;
}

/**
 * The same decisions, but only on the version that the caller saw; without an expected version, on any. For
 * deciders of one stream.
 */
export const atVersion = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  expected?: number,
): Decider<Command, Versioned<State>, E, Reason | 'version-changed'> => ({
  initial: { version: 0, state: decider.initial },
  streams: (command) => decider.streams(command),
  decide: (command, { version, state }) =>
    expected === undefined || version === expected
      ? decider.decide(command, state)
      : reject('version-changed', { version }),
  evolve: ({ version, state }, event) => ({ version: version + 1, state: decider.evolve(state, event) }),
});
