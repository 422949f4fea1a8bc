import { month, plusMonths, type Month } from './month';

/** A calendar day `YYYY-MM-DD` in Asia/Shanghai. Compares correctly as text. */
export type Day = string & { readonly __brand: 'Day' };

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysInMonth = (year: number, monthNumber: number): number =>
  monthNumber === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(monthNumber) ? 30 : 31;

/** True for a day that exists, from 1900-01-01 to 2099-12-31. */
export const isDay = (text: string): text is Day => {
  const parts = /^((?:19|20)\d{2})-(0[1-9]|1[0-2])-(\d{2})$/.exec(text);
  if (parts === null) return false;
  const dayNumber = Number(parts[3]);
  return dayNumber >= 1 && dayNumber <= daysInMonth(Number(parts[1]), Number(parts[2]));
};

/** Brands a day. @throws RangeError when there is no such day: a bug in the caller. */
export const day = (text: string): Day => {
  if (!isDay(text)) throw new RangeError(`not a day: ${text}`);
  return text;
};

/** The month that the day lies in. */
export const monthOf = (date: Day): Month => month(date.slice(0, 7));

/** The first day of the month. */
export const firstDayOf = (calendarMonth: Month): Day => day(`${calendarMonth}-01`);

/** The last day of the month, in leap years too. */
export const lastDayOf = (calendarMonth: Month): Day =>
  day(
    `${calendarMonth}-${daysInMonth(Number(calendarMonth.slice(0, 4)), Number(calendarMonth.slice(5, 7)))}`,
  );

/** The day after, across months and years. */
export const dayAfter = (date: Day): Day => {
  if (date === lastDayOf(monthOf(date))) return firstDayOf(plusMonths(monthOf(date), 1));
  return day(`${date.slice(0, 8)}${String(Number(date.slice(8)) + 1).padStart(2, '0')}`);
};

/** The day before, across months and years. */
export const dayBefore = (date: Day): Day => {
  if (date.endsWith('-01')) return lastDayOf(plusMonths(monthOf(date), -1));
  return day(`${date.slice(0, 8)}${String(Number(date.slice(8)) - 1).padStart(2, '0')}`);
};

// Days since 0000-03-01 in the proleptic Gregorian calendar (Howard Hinnant, days_from_civil).
const serial = (date: Day): number => {
  const monthNumber = Number(date.slice(5, 7));
  const year = Number(date.slice(0, 4)) - (monthNumber <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * ((monthNumber + 9) % 12) + 2) / 5) + Number(date.slice(8, 10)) - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
};

/** Whole days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => serial(to) - serial(from);

/** Monday to Friday. Public holidays and the working days in their place are decided each year: not known. */
export const isWorkday = (date: Day): boolean => !weekend.includes(serial(date) % 7);

// The serial of 1970-01-01, a Thursday, leaves 1.
const weekend: readonly number[] = [3, 4];

/** The given number of working days later, counted from the day after. */
export const plusWorkdays = (date: Day, count: number): Day => {
  let [reached, left] = [date, count];
  while (left > 0) {
    reached = dayAfter(reached);
    if (isWorkday(reached)) left -= 1;
  }
  return reached;
};
