import type { Decider, Event, StreamName } from '@canbao/event-sourcing';

/** A decider with sample commands, and how to name the state that its observed streams fold to. */
export interface Exploration<Command, State, E extends Event, Reason extends string> {
  readonly decider: Decider<Command, State, E, Reason>;
  readonly commands: readonly Command[];
  /** The streams whose state is drawn; commands may write others as well. */
  readonly observed: readonly StreamName[];
  readonly statusOf: (state: State) => string;
}

/** A change of status, and the events that make it. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly events: string;
}

/** The status before the first command, and every change that is possible. */
export interface Explored {
  readonly initial: string;
  readonly transitions: readonly Transition[];
}

type World<E> = ReadonlyMap<StreamName, readonly E[]>;

/** Commands in a row: a state that keeps its history never comes back to where it was. */
const commandsMax = 7;

/** Every change of status that the sample commands can cause, in any order. */
export const explore = <Command, State, E extends Event, Reason extends string>({
  decider,
  commands,
  observed,
  statusOf,
}: Exploration<Command, State, E, Reason>): Explored => {
  const fold = (world: World<E>, streams: readonly StreamName[]): State =>
    streams.flatMap((stream) => world.get(stream) ?? []).reduce(decider.evolve, decider.initial);
  const statusIn = (world: World<E>): string => statusOf(fold(world, observed));
  /** By the events of a stream, which worlds share, the state that they fold to. */
  const texts = new WeakMap<readonly E[], string>();
  const textOf = (events: readonly E[]): string => {
    const text = texts.get(events) ?? JSON.stringify(events.reduce(decider.evolve, decider.initial));
    texts.set(events, text);
    return text;
  };
  const keyOf = (world: World<E>): string =>
    JSON.stringify([...world].map(([stream, events]) => [stream, textOf(events)]).toSorted());

  const first: World<E> = new Map();
  const seen = new Set([keyOf(first)]);
  const transitions = new Map<string, Transition>();
  const worlds = [{ world: first, commandsSent: 0 }];
  for (const { world, commandsSent } of worlds) {
    const from = statusIn(world);
    for (const command of commands) {
      const after = run(decider, command, world, fold);
      if (after === world) continue;
      const key = keyOf(after);
      const to = statusIn(after);
      const events = observed
        .flatMap((stream) => (after.get(stream) ?? []).slice(world.get(stream)?.length ?? 0))
        .map(({ type }) => type)
        .join(', ');
      if (from !== to) transitions.set(`${from} ${to} ${events}`, { from, to, events });
      if (!seen.has(key) && commandsSent + 1 < commandsMax)
        worlds.push({ world: after, commandsSent: commandsSent + 1 });
      seen.add(key);
    }
  }
  return { initial: statusIn(first), transitions: [...transitions.values()] };
};

/** The world after a command; the same when the command is refused or changes nothing. */
const run = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  world: World<E>,
  fold: (world: World<E>, streams: readonly StreamName[]) => State,
): World<E> => {
  let streams = decider.streams(command);
  for (;;) {
    const outcome = decider.decide(command, fold(world, streams));
    if (!outcome.accepted || outcome.events.length === 0) return world;
    const main = streams[0] ?? '';
    const placed = outcome.events.map(({ stream = main, event }) => ({ stream, event }));
    const known = streams;
    const further = placed.map(({ stream }) => stream).filter((stream) => !known.includes(stream));
    // The events name streams that the command did not: decided again with what these hold.
    if (further.length > 0) {
      streams = [...new Set([...streams, ...further])];
      continue;
    }
    const after = new Map(world);
    for (const { stream, event } of placed) after.set(stream, [...(after.get(stream) ?? []), event]);
    return after;
  }
};
