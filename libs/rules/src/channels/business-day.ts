/**
 * Business days of the counters. A day stays open until the end of the next one, so that a bank may report
 * an evening's money in the morning; configuration until the end of day is closed by matching.
 */
import { day, dayBefore, dayOf, type Day, type Instant } from '@canbao/calendar';
import type { Row } from '../row';

/** Whole days that a business day stays open after its own; configuration. */
export const businessDayCloses: readonly Row<Day, { readonly daysLater: 1 }>[] = [
  {
    from: day('2022-01-01'),
    value: { daysLater: 1 },
    configuration: true,
    source: { sources: ['businessDayClose'] },
  },
];

/** The earliest day that is still open at the instant: money cannot be booked on an earlier one. */
export const firstOpenDay = (at: Instant): Day => dayBefore(dayOf(at));
