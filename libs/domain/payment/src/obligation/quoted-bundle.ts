import type { Month } from '@canbao/calendar';
import { bundleIdOf, type MedicalQuote, type QuotedBundle } from '@canbao/contracts';
import { bundleOf } from '@canbao/rules';
import type { Item, Scheme } from '@canbao/vocabulary';

/** What makes a month of the quote whole, late fee included. */
export const quotedBundle = (quote: MedicalQuote, month: Month): QuotedBundle =>
  quote.bundles?.find((bundle) => bundle.month === month) ?? bundleOfLines(quote, month);

/**
 * The bundle of a quote that names none, issued until 2026-11: the items of the scheme and of the month's
 * lines. The lines tell the scheme, because a bill may be of the former one.
 */
const bundleOfLines = ({ personId, lines, scheme, billId }: MedicalQuote, month: Month): QuotedBundle => {
  const items = lines.filter((line) => line.month === month).map(({ item }) => item);
  const schemeOfMonth = schemes.find((each) => bundleOf(each).some(isAmong(items))) ?? scheme ?? 'pooled';
  return {
    bundleId: bundleIdOf(personId, month),
    month,
    scheme: schemeOfMonth,
    items: [...new Set([...bundleOf(schemeOfMonth), ...items])] as QuotedBundle['items'],
    ...(billId === undefined ? {} : { billId }),
  };
};

const schemes: readonly Scheme[] = ['pooled', 'with-account'];

const isAmong =
  (items: readonly Item[]) =>
  (item: Item): boolean =>
    items.includes(item);
