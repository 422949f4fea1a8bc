/**
 * How long a quote may be paid: 30 minutes (configuration), never past the closing of the month, of a
 * deferral, or of
 * the rows it was computed on – so what is paid is what the rules of that moment say.
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

const pad = (value: number): string => String(value).padStart(2, '0');

/** Minutes later, or the closing of the month when that comes first. At most one day. */
const minutesLater = (at: Instant, minutes: number): Instant => {
  const total = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16)) + Math.min(minutes, 24 * 60);
  const dayNumber = Number(at.slice(8, 10)) + Math.floor(total / (24 * 60));
  if (dayNumber > Number(lastDayOf(currentMonth(at)).slice(8))) return monthCloseAfter(at);
  return instant(
    `${at.slice(0, 8)}${pad(dayNumber)}T${pad(Math.floor(total / 60) % 24)}:${pad(total % 60)}${at.slice(16)}`,
  );
};

/** The instant before which the quote may be paid. */
export const quoteExpiry = (at: Instant, minutes: number, closings: readonly Instant[] = []): Instant =>
  closings.reduce(
    (earliest, closing) => (closing < earliest ? closing : earliest),
    minutesLater(at, minutes),
  );
