import { z } from 'zod';
import {
  Amount,
  Channel,
  District,
  InstantText,
  Insurance,
  Item,
  MonthText,
  RateText,
  Scheme,
  Uuid,
} from '../primitives';

/**
 * One item of one month, with what it was computed from. `parts` splits the amount by fund (12 % + 8 %, 7 % +
 * 2 %).
 */
export const QuoteLine = z.strictObject({
  item: Item,
  month: MonthText,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
  bundleId: z.string().optional(),
});
export type QuoteLine = z.infer<typeof QuoteLine>;

/** What the quote token says, signed by assessment: all that payment needs to know. */
export const QuoteClaims = z.strictObject({
  quoteId: Uuid,
  personId: Uuid,
  insurance: Insurance,
  scheme: Scheme.optional(),
  district: District,
  channel: Channel.optional(),
  lines: z.array(QuoteLine).min(1),
  total: Amount,
  issuedAt: InstantText,
  expiresAt: InstantText,
  certificateHash: z.string(),
  billId: z.string().optional(),
});
export type QuoteClaims = z.infer<typeof QuoteClaims>;

/** The id of a person's medical month: the same for every channel and every part of the bundle. */
export const bundleIdOf = (personId: string, month: string): string => `${personId}:${month}`;
