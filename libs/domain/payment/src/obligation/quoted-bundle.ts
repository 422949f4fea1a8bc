import type { Month } from '@canbao/calendar';
import type { MedicalQuote, QuotedBundle } from '@canbao/contracts';

/** What makes a month of the quote whole, late fee included. @throws Error for a month of another quote. */
export const quotedBundle = ({ bundles }: MedicalQuote, month: Month): QuotedBundle => {
  const bundle = bundles.find((each) => each.month === month);
  if (bundle === undefined) throw new Error(`${month} is not a month of the quote`);
  return bundle;
};
