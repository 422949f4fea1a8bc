import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** A wrong line of a file, or of a bill in it. */
const fault = z.object({
  line: z.int(),
  billNo: z.string().exactOptional(),
  month: stored.month.exactOptional(),
  item: stored.item.exactOptional(),
  code: z.string(),
});
/** A wrong line of a file of bills. */
export type BillFileFault = z.infer<typeof fault>;

/** What became of a file of bills; what it brought is on the accounts. */
export const BillFileAnswered = eventType(
  'BillFileAnswered',
  z.object({
    fileId: z.string(),
    /** SHA-256 of its bytes. */
    digest: z.string(),
    outcome: z.enum(['accepted', 'refused']),
    bills: z.int(),
    /** Of the bills, that were there already. */
    repeated: z.int(),
    total: stored.yuan,
    because: z.string().exactOptional(),
    faults: stored.list(fault),
    /** Beyond those that are listed. */
    faultsLeftOut: z.int(),
    answeredAt: stored.instant,
  }),
);
/** A record of the agencies' topic that is no message: it is kept beside the events, and blocks nothing. */
export const BillMessageParked = eventType(
  'BillMessageParked',
  z.object({
    /** Derived from where it lies. */
    messageId: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset: z.string(),
    because: z.string(),
    parkedAt: stored.instant,
  }),
);

/** What came in from agencies, beside what it changed on accounts. */
export const billIntakeEvents = eventTypes([BillFileAnswered, BillMessageParked]);
/** A fact about what came in. */
export type BillIntakeEvent = EventOf<(typeof billIntakeEvents.declarations)[number]>;
