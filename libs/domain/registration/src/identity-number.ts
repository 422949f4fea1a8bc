import { isDay, type Day } from '@canbao/calendar';
import { checkDigitOf } from '@canbao/vocabulary';

/** Configuration: nobody older registers; catches a mistyped century. */
const ageMax = 130;

/**
 * The form in which identity numbers are compared and stored: no spaces around it; full-width figures and
 * letters, as Chinese input methods type them, as ordinary ones; letters in upper case; a number of the first
 * generation (15 digits, issued until 1999) with its century and check digit.
 */
export const canonicalNumber = (text: string): string => {
  const number = text
    .replaceAll(/^[ \u3000]+|[ \u3000]+$/g, '')
    .replaceAll(/[０-９Ａ-Ｚａ-ｚ]/g, (char) => char.normalize('NFKC'))
    .toUpperCase();
  if (!/^[1-9]\d{14}$/.test(number)) return number;
  const digits = `${number.slice(0, 6)}19${number.slice(6)}`;
  return digits + checkDigitOf(digits);
};

/**
 * Whether the text can be an identity number. Resident identity numbers (公民身份号码, GB 11643-1999), the
 * residence permits of Hong Kong, Macau and Taiwan residents (areas 810000, 820000, 830000) and foreigners'
 * permanent residence cards (first digit 9) have 18 characters: an area that is not empty, a birth day that
 * exists and has come, and the check digit of ISO 7064 MOD 11-2. Foreigners' cards issued before 2023 have
 * three
 * letters for the nationality and twelve digits, six of them the birth day.
 */
export const isIdentityNumber = (text: string, today: Day): boolean => {
  const number = canonicalNumber(text);
  if (/^[A-Z]{3}\d{12}$/.test(number)) return isFormerForeignerNumber(number, today);
  if (!/^[1-9]\d{5}(19|20)\d{9}[\dX]$/.test(number)) return false;
  return isBirth(number.slice(6, 14), today) && checkDigitOf(number) === number[17];
};

/** The birth day has two digits for the year, so either century will do. */
const isFormerForeignerNumber = (number: string, today: Day): boolean =>
  ['19', '20'].some((century) => isBirth(century + number.slice(7, 13), today));

/** @param birth YYYYMMDD */
const isBirth = (birth: string, today: Day): boolean => {
  const birthDay = `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}`;
  if (!isDay(birthDay) || birthDay > today) return false;
  return Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) <= ageMax;
};

/** The birth day in a number that can be one: YYYYMMDD, or YYMMDD in foreigners' cards before 2023. */
export const birthOf = (text: string): string => {
  const number = canonicalNumber(text);
  return /^[A-Z]/.test(number) ? number.slice(7, 13) : number.slice(6, 14);
};
