import { dayTyped } from '../parts/dates';

/**
 * What is wrong with a typed name, in words that say what to do; undefined where it can be right. Which
 * signs a name may have the platform knows.
 */
export const faultOfName = (typed: string): string | undefined => {
  const name = typed.trim();
  if (name === '') return '请填写姓名。';
  if (/^\d/.test(name)) return '姓名不能以数字开头，请核对是否与号码填反了。';
  return [...name].length > 50 ? '姓名不超过 50 个字，请核对。' : undefined;
};

const fields = {
  'identity-number-invalid': 'number',
  'identity-number-in-use': 'number',
  'identity-number-corrected': 'number',
  'name-invalid': 'name',
  'name-mismatch': 'name',
} as const;
/** A field that refusals are about. */
export type PersonField = (typeof fields)[keyof typeof fields];

/** The field that a refusal is about, by its code; undefined where it is about none. */
export const fieldOfRefusal = (code: string | undefined): PersonField | undefined =>
  code === undefined || !Object.hasOwn(fields, code) ? undefined : fields[code as keyof typeof fields];

/** The earliest day that the platform records people insured on their own from (ADR 64). */
const firstDay = '1992-01-01';

/** What is wrong with a typed day, in words that say what to do; undefined where it can be right. */
export const faultOfDay = (typed: string): string | undefined => {
  if (typed.trim() === '') return '请填写日期，例如 2026-06-30。';
  const day = dayTyped(typed);
  if (day === undefined) return '没有这一天，请按 2026-06-30 的样子填写。';
  return day < firstDay || day >= '2100' ? '日期不对，请核对年份。' : undefined;
};
