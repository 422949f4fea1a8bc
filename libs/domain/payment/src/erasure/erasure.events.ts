import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const personId = z.string();
const at = stored.instant;

/** The person, or somebody for them, asks for their data to be erased. It does nothing by itself. */
export const ErasureRequested = eventType('ErasureRequested', z.object({ personId, by: z.string(), at }));
/** The law has payments kept until the end of the day: the data are stored and protected, no more. */
export const ProcessingRestricted = eventType(
  'ProcessingRestricted',
  z.object({ personId, keptUntil: stored.day, at }),
);
/** The person's keys are to be destroyed; nothing stands in the way. */
export const ErasureDecided = eventType('ErasureDecided', z.object({ personId, at }));
/** The person's keys in payment are destroyed. */
export const PersonErased = eventType('PersonErased', z.object({ personId, at }));

/** Stored facts about the erasure of a person's data. */
export const erasureEvents = eventTypes([
  ErasureRequested,
  ProcessingRestricted,
  ErasureDecided,
  PersonErased,
]);
export type ErasureEvent = EventOf<(typeof erasureEvents.declarations)[number]>;
