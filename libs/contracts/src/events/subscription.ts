import type { Decider, Event } from '@canbao/event-sourcing';
import type { ContractEvent } from './contract-events';
import type { Topic } from './topics';

/**
 * Carries one command to its decider. `last` marks the last command of an event: it records the event as
 * handled.
 */
export type React = <Command, State, E extends Event, Reason extends string>(
  decider: Decider<Command, State, E, Reason>,
  command: Command,
  last: boolean,
) => Promise<void>;

/** Derives an id from the event being handled: the same text gives the same id on every delivery. */
export type IdFor = (text: string) => string;

/** What a context does with the events of some topics: topic → reaction → decider, as data. */
export interface Subscription {
  readonly topics: readonly Topic[];
  /** Runs the commands that the event calls for, in order; false when it calls for none. */
  react(event: ContractEvent, idFor: IdFor, react: React): Promise<boolean>;
}

/** A subscription whose reaction answers an event with commands for one decider. */
export const subscription = <Command, State, E extends Event, Reason extends string>(
  topics: readonly Topic[],
  reaction: (event: ContractEvent, idFor: IdFor) => readonly Command[],
  decider: Decider<Command, State, E, Reason>,
): Subscription => ({
  topics,
  react: async (event, idFor, react) => {
    const commands = reaction(event, idFor);
    for (const [index, command] of commands.entries()) {
      await react(decider, command, index === commands.length - 1);
    }
    return commands.length > 0;
  },
});

/** Every topic that the subscriptions listen to, once. */
export const topicsOf = (subscriptions: readonly Subscription[]): Topic[] => [
  ...new Set(subscriptions.flatMap(({ topics }) => topics)),
];

/**
 * Hands the event to the first subscription of its topic that has something to do; false when none has. One,
 * because an event is recorded as handled together with its last command.
 */
export const reactTo = async (
  subscriptions: readonly Subscription[],
  topic: string,
  event: ContractEvent,
  idFor: IdFor,
  react: React,
): Promise<boolean> => {
  for (const subscription of subscriptions) {
    const listens = subscription.topics.some((own) => own === topic);
    if (listens && (await subscription.react(event, idFor, react))) return true;
  }
  return false;
};
