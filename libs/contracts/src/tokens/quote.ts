import { z } from 'zod';
import {
  Amount,
  Channel,
  District,
  InstantText,
  Item,
  MonthText,
  RateText,
  Scheme,
  Uuid,
} from '../primitives';

/**
 * One item of one month, with the figures it was computed from. `parts` splits the amount by fund
 * (12 % + 8 %, 7 % + 2 %).
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

/** The items of a pension: a month, and what final limits have added to a paid one (多退少补). */
export const PensionItem = Item.extract(['pension', 'pension-true-up']);
/** The items of a medical month. */
export const MedicalItem = Item.exclude(PensionItem.options);

/** A pension month: one line, no bundle. */
export const PensionLine = QuoteLine.omit({ bundleId: true }).extend({ item: PensionItem });
export type PensionLine = z.infer<typeof PensionLine>;

/** One item of a medical month; all lines of the month carry the id of its bundle, and of the bill if any. */
export const MedicalLine = QuoteLine.extend({
  item: MedicalItem,
  bundleId: z.string(),
  billId: z.string().optional(),
});
export type MedicalLine = z.infer<typeof MedicalLine>;

/**
 * What makes a medical month whole: all of its items, late fee included, also those that were received
 * earlier and have no line in this quote.
 */
export const QuotedBundle = z.strictObject({
  bundleId: z.string(),
  month: MonthText,
  scheme: Scheme,
  items: z.array(MedicalItem).min(1),
  /** Of a pushed bill. */
  billId: z.string().optional(),
});
export type QuotedBundle = z.infer<typeof QuotedBundle>;

const common = {
  quoteId: Uuid,
  personId: Uuid,
  district: District,
  channel: Channel.optional(),
  /** The payer that the quote was given to, who alone may order from it; absent for a counter's quote. */
  payerId: z.string().min(1).max(100).optional(),
  total: Amount,
  issuedAt: InstantText,
  expiresAt: InstantText,
  certificateHash: z.string(),
};

/** A quote for pension months. */
export const PensionQuote = z.strictObject({
  ...common,
  insurance: z.literal('pension'),
  lines: z.array(PensionLine).min(1),
});
export type PensionQuote = z.infer<typeof PensionQuote>;

/** True when each month of the lines has one bundle. */
const hasBundles = ({
  lines,
  bundles,
}: Readonly<Record<'lines' | 'bundles', readonly { readonly month: string }[]>>): boolean => {
  const months = new Set(bundles.map(({ month }) => month));
  return months.size === bundles.length && lines.every(({ month }) => months.has(month));
};

/** A quote for medical months, with a bundle for each. */
export const MedicalQuote = z
  .strictObject({
    ...common,
    insurance: z.literal('medical'),
    lines: z.array(MedicalLine).min(1),
    bundles: z.array(QuotedBundle).min(1),
  })
  .refine(hasBundles, 'every month of the lines needs its bundle');
export type MedicalQuote = z.infer<typeof MedicalQuote>;

/** The claims of a quote: everything payment needs to take the money. */
export const QuoteClaims = z.discriminatedUnion('insurance', [PensionQuote, MedicalQuote]);
export type QuoteClaims = z.infer<typeof QuoteClaims>;

/** The id of a person's medical month: the same for every channel and every part of the bundle. */
export const bundleIdOf = (personId: string, month: string): string => `${personId}:${month}`;
