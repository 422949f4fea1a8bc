import type { Event } from './decider';

/** An event as a row holds it, perhaps in an older revision. */
export interface RecordedEvent extends Event {
  readonly revision: number;
}

/** What a service knows of the events that it stores: the one place between row and fold. */
export interface EventTypes<E extends Event = Event> {
  /** Whether the event is of one of these types: a store holds those of several deciders. */
  has<Other extends Event>(event: Other): event is Other & E;
  /** The revision that events of the type are stored in. @throws Error for a type that is not declared. */
  revisionOf(type: string): number;
  /**
   * The event in its present revision. Pure.
   * @throws Error for a type or revision that this code does not know: a newer version has stored it.
   */
  upcast(event: RecordedEvent): E;
}

/** Every type, in its first revision: for specs of the store itself. */
export const anyEvents: EventTypes = {
  has: (event): event is typeof event => true,
  revisionOf: () => 1,
  upcast: ({ type, data }) => ({ type, data }),
};
