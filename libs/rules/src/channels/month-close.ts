/**
 * Closing of a month (`monthClose`): the end of its last day, 24:00 +08:00. No deadline of Jinan inside the
 * month was found, hence configuration.
 */
import { currentMonth, day, firstDayOf, plusMonths, startOf, type Day, type Instant } from '@canbao/calendar';
import type { Row } from '../row';

/** How a month closes; configuration. */
export const monthCloses: readonly Row<Day, 'month-end'>[] = [
  {
    from: day('2022-01-01'),
    value: 'month-end',
    configuration: true,
    source: { sources: ['monthClose'] },
  },
];

/** The instant at which the current month closes: the first of the next month, exclusive. */
export const monthCloseAfter = (at: Instant): Instant => startOf(firstDayOf(plusMonths(currentMonth(at), 1)));
