import type { Event } from './decider';

/** An event as a row holds it, perhaps in an older revision. */
export interface RecordedEvent extends Event {
  readonly revision: number;
}

/** What a service knows of the events that it stores: one place between row and fold. */
export interface EventTypes {
  /** The revision that events of the type are stored in today. @throws Error for a type that is not stored. */
  revisionOf(type: string): number;
  /**
   * The event in its present revision. Pure.
   * @throws Error for a type or revision that this code does not know: a newer version has written it.
   */
  upcast(event: RecordedEvent): Event;
}

/** Every type, in its first revision: for specs of the store itself. */
export const anyEvents: EventTypes = { revisionOf: () => 1, upcast: ({ type, data }) => ({ type, data }) };
