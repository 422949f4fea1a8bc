import { z } from 'zod';

/** Negative only where a month was paid above its final limits. */
const money = z.string().regex(/^-?(0|[1-9]\d{0,11})\.\d{2}$/);

/** A month to book, as the platform sends it; amounts in yuan. */
export const Posting = z.strictObject({
  requestId: z.uuid(),
  personId: z.uuid(),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  items: z.array(z.strictObject({ item: z.string(), amount: money })).min(1),
  total: money,
  paidAt: z.string(),
});
export type Posting = z.infer<typeof Posting>;

/** One posting, or several that are independent of each other. */
export const Postings = z.union([Posting, z.strictObject({ postings: z.array(Posting).min(1).max(1000) })]);
