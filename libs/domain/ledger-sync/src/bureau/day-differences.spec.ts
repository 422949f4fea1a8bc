import { month } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import type { DayLine } from './bureau-day.events';
import { dayDifferences } from './day-differences';

const line = (personId: string, total: string, more: Partial<DayLine> = {}): DayLine => ({
  personId,
  month: month('2022-05'),
  kind: 'booked',
  total: yuan(total),
  ...more,
});
const named = (ours: readonly DayLine[], theirs: readonly DayLine[]): string[] =>
  dayDifferences(ours, theirs).map(({ personId, kind, difference, ours: here = '-', theirs: there = '-' }) =>
    [personId, kind, difference, here, there].join(' '),
  );

describe('of two lists of a day, each line is named', () => {
  it.each<[string, readonly DayLine[], readonly DayLine[], readonly string[]]>([
    ['that the bureau lacks', [line('a', '1.00')], [], ['a booked missing-there 1.00 -']],
    ['that we lack', [], [line('a', '1.00')], ['a booked missing-here - 1.00']],
    [
      'once where its amount is another',
      [line('a', '1.00')],
      [line('a', '2.00')],
      ['a booked amount 1.00 2.00'],
    ],
    [
      'that one side has twice',
      [line('a', '1.00')],
      [line('a', '2.00'), line('a', '3.00')],
      ['a booked amount 1.00 2.00', 'a booked missing-here - 3.00'],
    ],
    [
      'by itself where one has booked what the other has reversed',
      [line('a', '1.00')],
      [line('a', '1.00', { kind: 'reversed' })],
      ['a booked missing-there 1.00 -', 'a reversed missing-here - 1.00'],
    ],
    [
      'by itself where it is an addition to the month',
      [line('a', '1.00', { addition: 'pension-true-up' })],
      [line('a', '1.00')],
      ['a booked missing-here - 1.00', 'a booked missing-there 1.00 -'],
    ],
  ])('%s', (_, ours, theirs, expected) => {
    expect(named(ours, theirs)).toEqual(expected);
  });
});
