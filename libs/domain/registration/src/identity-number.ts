import { isDay, type Day } from '@canbao/calendar';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';
/** Configuration: nobody older registers; catches a mistyped century. */
const ageMax = 130;

/** The canonical form of a resident identity number: upper-case X, nothing else changed. */
export const canonicalNumber = (text: string): string => text.toUpperCase();

/**
 * Whether the text is an 18-character resident identity number (公民身份号码, GB 11643-1999): an area that
 * is not empty, a birth day that exists and has come, and the check digit of ISO 7064 MOD 11-2.
 */
export const isIdentityNumber = (text: string, today: Day): boolean => {
  const number = canonicalNumber(text);
  if (!/^[1-9]\d{5}(19|20)\d{9}[\dX]$/.test(number)) return false;
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDay(birth) || birth > today) return false;
  if (Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) > ageMax) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return checkDigits[sum % 11] === number[17];
};
