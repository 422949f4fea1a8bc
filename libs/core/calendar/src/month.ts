/** A calendar month `YYYY-MM`, such as a contribution month (所属期). Compares correctly as text. */
export type Month = string & { readonly __brand: 'Month' };

/** `YYYY-MM`, 1900 to 2099. */
export const monthPattern = /^(19|20)\d{2}-(0[1-9]|1[0-2])$/;

/** True for `YYYY-MM` from 1900-01 to 2099-12. */
export const isMonth = (text: string): text is Month => monthPattern.test(text);

/** Brands a month. @throws RangeError when malformed: a bug in the caller. */
export const month = (text: string): Month => {
  if (!isMonth(text)) throw new RangeError(`not a month: ${text}`);
  return text;
};

/** The year of the month. */
export const yearOf = (calendarMonth: Month): number => Number(calendarMonth.slice(0, 4));

const numberOf = (calendarMonth: Month): number =>
  yearOf(calendarMonth) * 12 + Number(calendarMonth.slice(5, 7)) - 1;

/** The month `count` months later, or earlier when negative. */
export const plusMonths = (start: Month, count: number): Month => {
  const number = numberOf(start) + count;
  return month(`${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`);
};

/** Every month from the first to the last, both included; empty when the last lies before the first. */
export const monthsBetween = (first: Month, last: Month): Month[] =>
  Array.from({ length: Math.max(0, numberOf(last) - numberOf(first) + 1) }, (_, index) =>
    plusMonths(first, index),
  );

/** Months of the year that `calendarMonth` lies in, January to December. */
export const monthsOfYear = (calendarMonth: Month): Month[] =>
  monthsBetween(month(`${yearOf(calendarMonth)}-01`), month(`${yearOf(calendarMonth)}-12`));
