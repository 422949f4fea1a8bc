import Decimal from 'decimal.js';
import type { Rate } from './rate';

/**
 * An amount of renminbi in yuan (元) with exactly two decimals, as text: equal by `===`, safe in JSON and SQL.
 * Amounts below zero occur only in journals and differences; amounts from outside pass {@link isAmount}
 * first.
 */
export type Yuan = string & { readonly __brand: 'Yuan' };

/** The wire's form: two decimals, at most twelve digits before the point; no sign or leading zero. */
export const amountPattern = /^(0|[1-9]\d{0,11})\.\d{2}$/;

const signedPattern = /^-?(0|[1-9]\d{0,14})\.\d{2}$/;

/** True when the text is an amount as the wire accepts it. */
export const isAmount = (text: string): text is Yuan => amountPattern.test(text);

/** Brands well-formed text. @throws RangeError when it is not two-decimal yuan: a bug in the caller. */
export const yuan = (text: string): Yuan => {
  if (!signedPattern.test(text) || text === '-0.00') throw new RangeError(`not an amount in yuan: ${text}`);
  return text as Yuan;
};

/** 0.00 yuan. */
export const zero: Yuan = yuan('0.00');

const format = (value: Decimal): Yuan => yuan(value.isZero() ? '0.00' : value.toFixed(2));

/** The sum; zero for an empty list. */
export const sum = (amounts: readonly Yuan[]): Yuan =>
  amounts.length === 0 ? zero : fromFen(amounts.reduce((total, amount) => total + toFen(amount), 0n));

/** a + b, in yuan. */
export const add = (a: Yuan, b: Yuan): Yuan => fromFen(toFen(a) + toFen(b));

/** a − b, in yuan; may be below zero. */
export const subtract = (a: Yuan, b: Yuan): Yuan => fromFen(toFen(a) - toFen(b));

/** −a, in yuan. */
export const negate = (a: Yuan): Yuan => fromFen(-toFen(a));

/** −1, 0 or 1 as a is less than, equal to or more than b. */
export const compare = (a: Yuan, b: Yuan): -1 | 0 | 1 => {
  const [left, right] = [toFen(a), toFen(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** How a product is brought to whole fen. Contributions are rounded `half-up`, each item and month alone. */
export type Rounding = 'half-up' | 'down';

/** amount × rate, rounded to the fen. */
export const multiply = (amount: Yuan, rate: Rate, rounding: Rounding): Yuan =>
  format(
    new Decimal(amount)
      .times(rate)
      .toDecimalPlaces(2, rounding === 'half-up' ? Decimal.ROUND_HALF_UP : Decimal.ROUND_DOWN),
  );

/** True when the amount is a whole multiple of the step, for example of whole yuan. */
export const isMultipleOf = (amount: Yuan, step: Yuan): boolean => toFen(amount) % toFen(step) === 0n;

/** Fen (分), for protocols and columns that count in them. */
export const toFen = (amount: Yuan): bigint => BigInt(amount.replace('.', ''));

/** Yuan from a whole number of fen. */
export const fromFen = (fen: bigint): Yuan => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return yuan(`${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`);
};
