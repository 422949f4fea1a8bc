import { eventTypes, type Event, type EventOf, type EventType } from '@canbao/event-sourcing';

/**
 * The data of the event of this type that a command recorded.
 * @throws Error when there is none, which is a bug of the caller.
 */
export const recorded = <Declared extends EventType>(
  events: readonly Event[],
  declared: Declared,
): EventOf<Declared>['data'] => {
  const event = events.find(eventTypes([declared]).has);
  if (event === undefined) throw new Error(`no ${declared.type} was recorded`);
  return event.data;
};
