/** `2022-05` as people read it. */
export const shownMonth = (month: string, isEnglish: boolean): string => {
  const [year = '', number = ''] = month.split('-');
  return isEnglish ? `${names[Number(number) - 1] ?? number} ${year}` : `${year}年${Number(number)}月`;
};
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The months, joined to periods: `2022年1月至3月、5月` without saying the year twice. */
export const shownMonths = (months: readonly string[], isEnglish: boolean): string => {
  const periods: [string, string][] = [];
  for (const month of [...months].sort()) {
    const last = periods[periods.length - 1];
    if (last !== undefined && follows(last[1], month)) last[1] = month;
    else periods.push([month, month]);
  }
  return periods
    .map(([from, to]) =>
      from === to
        ? shownMonth(from, isEnglish)
        : `${shownMonth(from, isEnglish)}${isEnglish ? ' – ' : '至'}${shownMonth(to, isEnglish)}`,
    )
    .join(isEnglish ? ', ' : '、');
};

const indexOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
const follows = (before: string, month: string): boolean => indexOf(month) === indexOf(before) + 1;

/** Of the payable months those from one to another, both included. */
export const between = (payable: readonly string[], from: string, to: string): string[] =>
  payable.filter((month) => month >= from && month <= to);

/** An instant as `2022-05-18 10:00`: the wire writes Beijing time, a phone may be elsewhere. */
export const shownInstant = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

/** The last first; a copy, without `toReversed`, which old engines lack. */
export const backwards = <T>(items: readonly T[]): T[] =>
  items.map((_, index) => items[items.length - 1 - index] as T);
