import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { Bureau } from './message.events';

/** A wrong line of a file of messages. */
export type MessageFault = z.infer<typeof fault>;
const fault = z.object({ line: z.int(), messageNo: z.string().exactOptional(), code: z.string() });

/** What became of a file of messages; what it brought is with the persons. */
export const MessageFileAnswered = eventType(
  'MessageFileAnswered',
  z.object({
    fileId: z.string(),
    bureau: Bureau,
    /** SHA-256 of its bytes. */
    digest: z.string(),
    outcome: z.enum(['accepted', 'refused']),
    messages: z.int(),
    /** Of the messages, that were there already. */
    repeated: z.int(),
    faults: stored.list(fault),
    /** Beyond those that are listed. */
    faultsLeftOut: z.int(),
    answeredAt: stored.instant,
  }),
);
/** A message of a bureau's topic that was refused. */
export const BureauMessageRefused = eventType(
  'BureauMessageRefused',
  z.object({
    /** Derived from where it lies. */
    messageId: z.string(),
    personId: z.string(),
    bureau: Bureau,
    messageNo: z.string(),
    /** SHA-256 of the message. */
    digest: z.string(),
    because: z.string(),
    refusedAt: stored.instant,
  }),
);
/** A record of a bureau's topic that is no message: it is kept beside the events, and blocks nothing. */
export const BureauMessageParked = eventType(
  'BureauMessageParked',
  z.object({
    /** Derived from where it lies. */
    messageId: z.string(),
    bureau: Bureau,
    topic: z.string(),
    partition: z.int(),
    offset: z.string(),
    because: z.string(),
    parkedAt: stored.instant,
  }),
);

/** What came in from bureaus, beside what it changed for persons. */
export const intakeEvents = eventTypes([MessageFileAnswered, BureauMessageRefused, BureauMessageParked]);
/** A fact about what came in. */
export type IntakeEvent = EventOf<(typeof intakeEvents.declarations)[number]>;
