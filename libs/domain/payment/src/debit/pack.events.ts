import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { banks } from '@canbao/vocabulary';
import { z } from 'zod';
import { DebitFailure } from './item.events';

const packed = z.object({ runId: z.string(), entrustDate: stored.day, packNo: z.string() });

/** An item as its pack carries it. */
export type PackedItem = z.infer<typeof PackedItem>;
const PackedItem = z.object({
  itemId: z.string(),
  /** Of the day of entrustment: the bank's answer names it. */
  traNo: z.string(),
  personId: z.string(),
  insurance: stored.insurance,
  month: stored.month,
  protocolNo: z.string(),
  agreementId: z.string(),
  amount: stored.yuan,
});

/** What a bank says of an item. `unknown` is an answer, too: the bank will tell on another day. */
export type ResultLine = z.infer<typeof ResultLine>;
const ResultLine = z.object({
  traNo: z.string(),
  outcome: z.enum(['succeeded', 'failed', 'unknown']),
  because: DebitFailure.exactOptional(),
  /** The bank's code. */
  said: z.string(),
  /** Yuan that the bank says the item is about. */
  amount: stored.yuan,
  /** Of money taken. */
  paidAt: stored.instant.exactOptional(),
});

/** What is sent to one bank at once; its number is stored before it is sent. */
export const DebitPackMade = eventType(
  'DebitPackMade',
  packed.extend({
    bank: z.enum(banks),
    items: stored.list(PackedItem),
    total: stored.yuan,
    /** Until the end of this day the bank may debit. */
    until: stored.day,
    madeAt: stored.instant,
  }),
);
export const DebitPackTaken = eventType('DebitPackTaken', packed.extend({ takenAt: stored.instant }));
/** The bank has refused the pack as a whole: no item of it is debited. */
export const DebitPackRefused = eventType(
  'DebitPackRefused',
  packed.extend({ said: z.string(), refusedAt: stored.instant }),
);
/** What a result file said that was not known before. */
export const DebitResultsReceived = eventType(
  'DebitResultsReceived',
  packed.extend({
    digest: z.string(),
    lines: stored.list(ResultLine),
    /** Numbers among them of items that were called failed before: the bank took the money after all. */
    afterFailure: stored.list(z.string()).exactOptional(),
    receivedAt: stored.instant,
  }),
);
/** A file that says otherwise of these items, whose end is known: only money that it took counts. */
export const DebitResultsConflicting = eventType(
  'DebitResultsConflicting',
  packed.extend({ digest: z.string(), traNos: stored.list(z.string()), receivedAt: stored.instant }),
);

/** What happens to a pack, on its stream. */
export const packEvents = eventTypes([
  DebitPackMade,
  DebitPackTaken,
  DebitPackRefused,
  DebitResultsReceived,
  DebitResultsConflicting,
]);
export type PackEvent = EventOf<(typeof packEvents.declarations)[number]>;
