import { isDay, type Day } from '@canbao/calendar';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/** The eighteenth figure of a resident identity number (GB 11643-1999; ISO 7064 MOD 11-2). */
export const checkDigitOf = (number: string): string => {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return checkDigits.charAt(sum % 11);
};

/**
 * Configuration: whoever is written about here is of working age. Younger birth days are left out, because a
 * transaction number often holds a day of the last years.
 */
const ages = { min: 14, max: 130 };

// What stands between the figures of one number as people write it: up to three blanks or marks.
const figure = String.raw`\d[^\p{L}\p{N}]{0,3}`;
const area = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;
const current = new RegExp(String.raw`(?<!\d)(?=((?:${figure}){17}[\dX])(?!\d))`, 'gu');
// The first generation has no check digit: only Shandong's areas and births from 1930 on count, and the
// figures must be the only ones of their word, so that a transaction number is hardly ever taken for one.
const formerForm = /^37\d{4}[3-9]/;
const former = new RegExp(String.raw`(?<!\d\p{L}{0,20})(?=((?:${figure}){14}\d)(?!\p{L}{0,20}\d))`, 'gu');
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Whether a text holds what reads as a resident identity number (公民身份号码), also in full-width figures,
 * with blanks or marks between them, and inside a longer text: 18 figures with an area, a birth day and their
 * check digit, or 15 figures of the first generation with an area of Shandong and a birth day from 1930
 * on. Ids are never taken for one.
 */
export const holdsIdentityNumber = (text: string, today: Day): boolean => {
  if (text.length < 15 || uuid.test(text)) return false;
  const plain = text.normalize('NFKC').toUpperCase();
  return (
    figuresOf(plain, current).some(
      (number) => checkDigitOf(number) === number[17] && isBirth(number.slice(6, 14), today),
    ) ||
    figuresOf(plain, former).some(
      (number) => formerForm.test(number) && isBirth(`19${number.slice(6, 12)}`, today),
    )
  );
};

const figuresOf = (text: string, shape: RegExp): string[] =>
  [...text.matchAll(shape)]
    .map(([, found = '']) => found.replaceAll(/[^\dX]/g, ''))
    .filter((number) => area.test(number));

/** @param birth YYYYMMDD */
const isBirth = (birth: string, today: Day): boolean => {
  const day = `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`;
  return isDay(day) && yearsBefore(today, ages.max) <= day && day <= yearsBefore(today, ages.min);
};

const yearsBefore = (today: Day, years: number): string =>
  `${Number(today.slice(0, 4)) - years}${today.slice(4)}`;
