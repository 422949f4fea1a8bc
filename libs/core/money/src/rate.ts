import Decimal from 'decimal.js';

/** A dimensionless rate as decimal text, for example `0.20` for 20 %; never a float. */
export type Rate = string & { readonly __brand: 'Rate' };

/**
 * Brands a rate between 0 and 1 with at most six decimals. @throws RangeError otherwise: a bug in a rule row.
 */
export const rate = (text: string): Rate => {
  if (!/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text)) throw new RangeError(`not a rate: ${text}`);
  return text as Rate;
};

/** The sum of rates, for checking that parts make the whole. */
export const addRates = (a: Rate, b: Rate): Rate => rate(new Decimal(a).plus(b).toFixed());

/** True when two rates are the same number, however written (`0.2` and `0.20`). */
export const sameRate = (a: Rate, b: Rate): boolean => new Decimal(a).equals(b);
