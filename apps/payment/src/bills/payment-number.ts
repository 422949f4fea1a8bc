import { randomInt } from 'node:crypto';

/** Between the first digit and the check digit; nobody guesses a number that is in use. */
const digits = 14;

/** A number that a person types in WeChat (缴费编号): sixteen digits, the last of which finds a typing error. */
export const newPaymentNumber = (): string => {
  const [high, low] = [randomInt(10 ** 7), randomInt(10 ** 7)];
  const body = `9${String(high * 10 ** 7 + low).padStart(digits, '0')}`;
  return `${body}${checkDigit(body)}`;
};

/** Whether the text can be such a number. */
export const isPaymentNumber = (text: string): boolean =>
  /^9\d{15}$/.test(text) && checkDigit(text.slice(0, -1)) === text.slice(-1);

/** By Luhn's formula: one digit mistyped, or two neighbours exchanged, give another check digit. */
const checkDigit = (body: string): string => {
  const sum = [...body].toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
};
