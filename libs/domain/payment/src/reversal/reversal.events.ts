import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const orderId = z.string();
const reversedAt = stored.instant;

/** The entries mirror what was booked. */
const taken = z.object({
  orderId,
  channel: stored.channel,
  channelTransactionNo: z.string(),
  amount: stored.yuan,
  reversedAt,
  entries: stored.list(z.object({ account: z.string(), amount: stored.yuan })),
});
const reversal = z.object({
  personId: z.string(),
  orderId,
  insurance: stored.insurance,
  months: stored.list(stored.month),
  /** Months of which not themselves but what final limits have added is payable again. */
  trueUpMonths: stored.list(stored.month).exactOptional(),
  reversedAt,
});

export const CollectionReversed = eventType('CollectionReversed', taken.extend(reversal.shape));
export const UnidentifiedReceiptReversed = eventType('UnidentifiedReceiptReversed', taken);
export const SettlementReversed = eventType('SettlementReversed', reversal);
export const EarlyReversalRecorded = eventType(
  'EarlyReversalRecorded',
  z.object({
    orderId,
    channel: stored.channel,
    channelTransactionNo: z.string(),
    reversedAt,
    /** Of the order of the next or the last day: only money paid this near to `reversedAt` is void. */
    toleranceMs: z.int().exactOptional(),
  }),
);

/** What a reversal (冲正) does, on the order's stream. */
export const reversalEvents = eventTypes([
  CollectionReversed,
  UnidentifiedReceiptReversed,
  SettlementReversed,
  EarlyReversalRecorded,
]);
export type ReversalEvent = EventOf<(typeof reversalEvents.declarations)[number]>;
