import { checkDigitOf } from '@canbao/vocabulary';

/** A number as it is meant: full-width figures as ordinary ones, without the blanks of a scanner. */
export const plainNumber = (typed: string): string =>
  typed.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();

/**
 * What is wrong with a typed identity number, in words that say what to do; undefined where it can be right.
 * Numbers of other forms (of the first generation, of foreigners) are left to the platform.
 */
export const faultOfNumber = (typed: string): string | undefined => {
  const number = plainNumber(typed);
  if (number === '') return '请扫描或输入证件号码。';
  if (/^\d{15}$/.test(number) || /^[A-Z]{3}\d{12}$/.test(number)) return undefined;
  if (number.length !== 18) return `证件号码应为 18 位，现在是 ${number.length} 位，请核对。`;
  if (!/^\d{17}[\dX]$/.test(number)) return '证件号码只能是数字，最后一位可以是 X，请核对。';
  return checkDigitOf(number) === number[17] ? undefined : '最后一位校验码不符，号码有误，请重新扫描或核对。';
};
