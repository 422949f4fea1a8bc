import Decimal from 'decimal.js';

/** A dimensionless rate as decimal text, for example `0.20` for 20 %; never a float. */
export type Rate = string & { readonly __brand: 'Rate' };

/** Brands a rate from 0 to 1, at most six decimals. @throws RangeError otherwise: a bug in a rule row. */
export const rate = (text: string): Rate => {
  if (!/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text)) throw new RangeError(`not a rate: ${text}`);
  return text as Rate;
};

/** The sum of two rates, to check that parts make the whole. @throws RangeError above 1. */
export const addRates = (a: Rate, b: Rate): Rate => rate(new Decimal(a).plus(b).toFixed());

/** True when two rates are the same number, however written (`0.2` and `0.20`). */
export const sameRate = (a: Rate, b: Rate): boolean => new Decimal(a).equals(b);
