import { stored } from '@canbao/event-sourcing';
import { z } from 'zod';

/** An amount in yuan with what it was computed from; `parts` splits it by fund. */
export const PaidAmount = z.object({
  base: stored.yuan,
  rate: stored.rate,
  amount: stored.yuan,
  parts: z.record(z.string(), stored.yuan).optional(),
});

/** A line of a quote that an order pays. */
export type OrderLine = z.infer<typeof OrderLine>;
export const OrderLine = PaidAmount.extend({
  item: stored.item,
  month: stored.month,
  bundleId: z.string().optional(),
  billId: z.string().optional(),
});

/** What makes a medical month of an order whole. */
export const OrderBundle = z.object({
  bundleId: z.string(),
  month: stored.month,
  scheme: stored.scheme,
  items: stored.list(stored.item),
  billId: z.string().optional(),
});
