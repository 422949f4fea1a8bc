import { SealData, type ContractEvent, type ServiceName } from '@canbao/contracts';
import { eventType, eventTypes, type Event, type EventTypes } from '@canbao/event-sourcing';
import { operatorEvents } from '../operations/proposals';
import { readEvents } from '../privacy/personal-data-read';
import { RequestsRefused } from '../security/refusals';

/** Everything that was stored in a range of positions is sealed. */
export const EventsSealed = eventType('EventsSealed', SealData);

/** The events that every service stores beside its own. */
export const kitEvents = eventTypes([
  EventsSealed,
  RequestsRefused,
  ...operatorEvents.declarations,
  ...readEvents.declarations,
]);

interface Publishing {
  readonly eventTypes: EventTypes;
  published(event: Event): ContractEvent | undefined;
}

/** The types of a service, with those of the kit. */
export const withKitEvents = (own: EventTypes): EventTypes => {
  const typesOf = (type: string): EventTypes => (kitEvents.has({ type, data: undefined }) ? kitEvents : own);
  return {
    has: (event): event is typeof event => kitEvents.has(event) || own.has(event),
    revisionOf: (type) => typesOf(type).revisionOf(type),
    upcast: (event) => typesOf(event.type).upcast(event),
  };
};

/** What a service stores and publishes, with what the kit adds: its seals. */
export const withSeals = <Own extends Publishing>(service: ServiceName, own: Own): Own => ({
  ...own,
  eventTypes: withKitEvents(own.eventTypes),
  published: (event: Event) => {
    if (!kitEvents.has(event)) return own.published(event);
    return event.type === EventsSealed.type
      ? ({ type: `canbao.${service}.EventsSealed.v1`, data: event.data } as ContractEvent)
      : undefined;
  },
});
