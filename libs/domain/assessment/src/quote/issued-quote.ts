import { stored } from '@canbao/event-sourcing';
import { z } from 'zod';

const pensionItem = stored.item.extract(['pension', 'pension-true-up']);
const medicalItem = stored.item.exclude(pensionItem.options);
const line = {
  month: stored.month,
  base: stored.yuan,
  rate: stored.rate,
  amount: stored.yuan,
  parts: z.record(z.string(), stored.yuan).optional(),
};
const common = {
  quoteId: z.string(),
  personId: z.string(),
  district: stored.district,
  channel: stored.channel.optional(),
  payerId: z.string().optional(),
  total: stored.yuan,
  issuedAt: stored.instant,
  expiresAt: stored.instant,
  certificate: z.record(z.string(), z.unknown()),
};

/** A quote as it was issued: everything its token claims, and the certificate that explains it. */
export type IssuedQuote = z.infer<typeof IssuedQuote>;
export const IssuedQuote = z.discriminatedUnion('insurance', [
  z.object({
    ...common,
    insurance: z.literal('pension'),
    lines: z.array(z.object({ ...line, item: pensionItem })),
  }),
  z.object({
    ...common,
    insurance: z.literal('medical'),
    lines: z.array(
      z.object({ ...line, item: medicalItem, bundleId: z.string(), billId: z.string().optional() }),
    ),
    bundles: z.array(
      z.object({
        bundleId: z.string(),
        month: stored.month,
        scheme: stored.scheme,
        items: z.array(medicalItem),
        billId: z.string().optional(),
      }),
    ),
  }),
]);
