import type { Month } from '@canbao/calendar';
import {
  bundleIdOf,
  type FormerMedicalQuote,
  type QuoteClaims,
  type QuotedBundle,
  type SignedQuote,
} from '@canbao/contracts';
import { bundleOf } from '@canbao/rules';
import type { Item, Scheme } from '@canbao/vocabulary';
import { monthsOf } from './obligation';

/** The quote as it would be issued today. */
export const claimsOf = (quote: SignedQuote): QuoteClaims => {
  if (!('scheme' in quote)) return quote;
  const { scheme: _scheme, billId: _billId, ...claims } = quote;
  return { ...claims, bundles: monthsOf(quote.lines).map((month) => bundleOfLines(quote, month)) };
};

/**
 * The items of the scheme and of the month's lines. The lines tell the scheme, because a bill may be of the
 * former one.
 */
const bundleOfLines = (quote: FormerMedicalQuote, month: Month): QuotedBundle => {
  const { personId, lines, scheme, billId } = quote;
  const items = lines.filter((line) => line.month === month).map(({ item }) => item);
  const schemeOfMonth = schemes.find((each) => bundleOf(each).some(isAmong(items))) ?? scheme;
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
