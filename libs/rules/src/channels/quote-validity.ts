/**
 * How long a quote may be paid: 30 minutes (configuration), but never past the closing of the month, of a
 * deferral, or of the rows it was computed on. Money is therefore taken on the rules in force.
 */
import { currentMonth, day, instant, lastDayOf, type Day, type Instant } from '@canbao/calendar';
import type { Row } from '../row';
import { monthCloseAfter } from './month-close';

/** Minutes, by the day of the quote. */
export const quoteValidities: readonly Row<Day, { readonly minutes: number }>[] = [
  {
    from: day('2022-01-01'),
    value: { minutes: 30 },
    configuration: true,
    source: { sources: ['quote.validityMinutes'] },
  },
];

/**
 * The instant before which the quote may be paid: the given minutes after `at`, at most a day, and never
 * after the month or one of the closings.
 */
export const quoteExpiry = (at: Instant, minutes: number, closings: readonly Instant[] = []): Instant =>
  [...closings, minutesLater(at, minutes)].reduce((earliest, closing) =>
    closing < earliest ? closing : earliest,
  );

const minutesPerDay = 24 * 60;

/** Minutes later, or the closing of the month when that comes first. */
const minutesLater = (at: Instant, minutes: number): Instant => {
  const minuteOfDay = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
  const total = minuteOfDay + Math.min(minutes, minutesPerDay);
  const dayOfMonth = Number(at.slice(8, 10)) + Math.floor(total / minutesPerDay);
  if (dayOfMonth > Number(lastDayOf(currentMonth(at)).slice(8))) return monthCloseAfter(at);
  const hour = Math.floor(total / 60) % 24;
  return instant(`${at.slice(0, 8)}${pad(dayOfMonth)}T${pad(hour)}:${pad(total % 60)}${at.slice(16)}`);
};

const pad = (value: number): string => String(value).padStart(2, '0');
