import { eventType, stored } from '@canbao/event-sourcing';
import { z } from 'zod';

const personId = z.string();
const months = stored.list(stored.month);
const orderId = z.string();

/** What final limits have added to a month, and the order that paid the month. Amounts in yuan. */
export type NotedTrueUp = z.infer<typeof NotedTrueUp>;
const NotedTrueUp = z.object({
  month: stored.month,
  orderId,
  limit: stored.yuan,
  base: stored.yuan,
  rate: stored.rate,
  amount: stored.yuan,
  parts: z.record(z.string(), stored.yuan).exactOptional(),
});
/** They are payable beside the months, which stay as they are. */
export const TrueUpsNoted = eventType(
  'TrueUpsNoted',
  z.object({ personId, runId: z.string(), months: stored.list(NotedTrueUp) }),
);
export const TrueUpsPaid = eventType('TrueUpsPaid', z.object({ personId, months, orderId }));
/** What was paid above the final limits of months is decided to go back; the months stay paid. */
export const TrueUpRefundNoted = eventType(
  'TrueUpRefundNoted',
  z.object({
    personId,
    refundId: z.string(),
    months: stored.list(
      z.object({
        month: stored.month,
        /** That paid the month. */
        orderId,
        amount: stored.yuan,
        parts: z.record(z.string(), stored.yuan).exactOptional(),
      }),
    ),
  }),
);
export const TrueUpsReopened = eventType('TrueUpsReopened', z.object({ personId, months, orderId }));
