import fc from 'fast-check';
import {
  currentMonth,
  dayAfter,
  dayBefore,
  day,
  dayOf,
  daysBetween,
  millisecondsBetween,
  firstDayOf,
  instant,
  isDay,
  isInstant,
  isMonth,
  isWorkday,
  lastDayOf,
  month,
  monthOf,
  monthsBetween,
  monthsOfYear,
  plusMonths,
  plusWorkdays,
  startOf,
} from './index';

describe('a working day', () => {
  it('is Monday to Friday, on any day of the calendar', () =>
    fc.assert(
      fc.property(fc.integer({ min: -25_567, max: 47_481 }), (days) => {
        const date = new Date(days * 86_400_000);
        const isWeekend = [0, 6].includes(date.getUTCDay());
        return isWorkday(day(date.toISOString().slice(0, 10))) === !isWeekend;
      }),
    ));
  it.each([
    ['2022-05-18', 0, '2022-05-18'],
    ['2022-05-18', 1, '2022-05-19'],
    ['2022-05-20', 1, '2022-05-23'],
    ['2022-05-21', 1, '2022-05-23'],
    ['2022-05-18', 5, '2022-05-25'],
    ['2022-12-30', 1, '2023-01-02'],
  ])('after %s, the %ith is %s', (from, count, to) => expect(plusWorkdays(day(from), count)).toBe(to));
});

describe('a day', () => {
  it.each(['1900-01-01', '2000-02-29', '2024-02-29', '2022-12-31', '2099-12-31'])('is %s', (text) =>
    expect(isDay(text)).toBe(true),
  );
  it.each([
    '1900-02-29',
    '2022-02-29',
    '2023-02-29',
    '2024-02-30',
    '2022-04-31',
    '2022-06-31',
    '2022-09-31',
    '2022-11-31',
    '2022-01-32',
    '2022-01-00',
    '2022-00-01',
    '2022-13-01',
    '1899-12-31',
    '2100-01-01',
    '0000-01-01',
    '9999-12-31',
    '',
    '2022-1-1',
    '20220101',
    '2022/01/01',
    ' 2022-01-01',
    '2022-01-01\n',
    '2022-01-01T00:00',
    '２０２２-01-01',
    '-2022-01-01',
  ])('is not %j', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => day(text)).toThrow(RangeError);
  });

  it.each([
    ['2022-01-01', '2022-01-01', 0],
    ['2022-02-28', '2022-03-01', 1],
    ['2024-02-28', '2024-03-01', 2],
    ['2022-04-01', '2022-05-20', 49],
    ['2022-03-01', '2022-02-28', -1],
    ['1999-12-31', '2000-01-01', 1],
    ['2000-01-01', '2001-01-01', 366],
  ])('from %s to %s are %i', (from, to, days) => expect(daysBetween(day(from), day(to))).toBe(days));
  it('counts as another calendar does, through every year', () => {
    const any = fc
      .integer({ min: 0, max: 73_048 })
      .map((days) => new Date(Date.UTC(1900, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(any, any, (from, to) =>
        expect(daysBetween(day(from), day(to))).toBe((Date.parse(to) - Date.parse(from)) / 86_400_000),
      ),
    );
  });
  it.each([
    ['2022-05-18T12:00:00.000+08:00', '2022-05-18T12:00:00.001+08:00', 1],
    ['2022-05-18T12:00:59.900+08:00', '2022-05-18T12:01:00.000+08:00', 100],
    ['2022-05-18T23:59:00.000+08:00', '2022-05-19T01:00:00.000+08:00', 3_660_000],
    ['2022-05-18T12:00:00.000+08:00', '2022-05-17T11:59:58.000+08:00', -86_402_000],
  ])('from %s to %s are %i milliseconds', (from, to, milliseconds) =>
    expect(millisecondsBetween(instant(from), instant(to))).toBe(milliseconds),
  );
  it('lies in its month', () =>
    expect([monthOf(day('2022-05-18')), firstDayOf(month('2022-05'))]).toEqual(['2022-05', '2022-05-01']));
  it.each([
    ['2022-02', '2022-02-28'],
    ['2024-02', '2024-02-29'],
    ['2000-02', '2000-02-29'],
    ['1900-02', '1900-02-28'],
    ['2022-04', '2022-04-30'],
    ['2022-12', '2022-12-31'],
  ])('the last of %s is %s', (value, last) => expect(lastDayOf(month(value))).toBe(last));
});

describe('a month', () => {
  it.each(['1900-01', '2022-12', '2099-12'])('is %s', (text) => expect(isMonth(text)).toBe(true));
  it.each(['2022-00', '2022-13', '1899-12', '2100-01', '2022-5', '202205', '2022-05-01', '2022-05\n', ''])(
    'is not %j',
    (text) => {
      expect(isMonth(text)).toBe(false);
      expect(() => month(text)).toThrow(RangeError);
    },
  );
  it.each([
    ['2022-01', 0, '2022-01'],
    ['2022-12', 1, '2023-01'],
    ['2022-01', -1, '2021-12'],
    ['2022-05', 12, '2023-05'],
    ['2022-05', -17, '2020-12'],
    ['2022-11', 14, '2024-01'],
  ])('%s and %i months is %s', (value, count, then) => expect(plusMonths(month(value), count)).toBe(then));
  it('cannot leave the calendar', () => expect(() => plusMonths(month('2099-12'), 1)).toThrow(RangeError));
  it('is added and taken away again', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1950, max: 2050 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -590, max: 580 }),
        (year, number, count) => {
          const value = month(`${year}-${String(number).padStart(2, '0')}`);
          expect(plusMonths(plusMonths(value, count), -count)).toBe(value);
        },
      ),
    ));
  it('stands in a row with its neighbours', () => {
    expect(monthsBetween(month('2022-11'), month('2023-02'))).toEqual([
      '2022-11',
      '2022-12',
      '2023-01',
      '2023-02',
    ]);
    expect(monthsBetween(month('2022-05'), month('2022-05'))).toEqual(['2022-05']);
    expect(monthsBetween(month('2022-05'), month('2022-04'))).toEqual([]);
    expect(monthsOfYear(month('2022-05'))).toEqual(monthsBetween(month('2022-01'), month('2022-12')));
  });
});

describe('an instant', () => {
  it.each([
    ['2022-05-18T12:00:00+08:00', '.000'],
    ['2022-05-18T12:00:00.5+08:00', '.500'],
    ['2022-05-18T12:00:00.05+08:00', '.050'],
    ['2022-05-18T12:00:00.123+08:00', '.123'],
  ])('%s has milliseconds %s', (text, millis) =>
    expect(instant(text)).toBe(`2022-05-18T12:00:00${millis}+08:00`),
  );
  it.each([
    '2022-02-29T00:00:00+08:00',
    '2022-05-18T24:00:00+08:00',
    '2022-05-18T23:60:00+08:00',
    '2016-12-31T23:59:60+08:00',
    '2017-01-01T07:59:60+08:00',
    '2022-05-18T12:00:00Z',
    '2022-05-18T12:00:00',
    '2022-05-18T12:00:00+0800',
    '2022-05-18T12:00:00+09:00',
    '2022-05-18T12:00:00-08:00',
    '2022-05-18T12:00:00.1234+08:00',
    '2022-05-18T12:00:00.+08:00',
    '2022-05-18 12:00:00+08:00',
    '2022-05-18t12:00:00+08:00',
    '2022-05-18T12:00+08:00',
    '2022-05-18',
    '1652846400',
    '1652846400000',
    '',
    '2022-05-18T12:00:00+08:00\n',
    '0000-01-01T00:00:00+08:00',
    '9999-12-31T00:00:00+08:00',
  ])('is not %j', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(() => instant(text)).toThrow(RangeError);
  });

  it.each([
    ['2022-05-31T23:59:59.999+08:00', '2022-05-31', '2022-05'],
    ['2022-06-01T00:00:00+08:00', '2022-06-01', '2022-06'],
    ['2022-06-01T00:00:00.001+08:00', '2022-06-01', '2022-06'],
    ['2022-06-01T07:59:59.999+08:00', '2022-06-01', '2022-06'],
    ['2022-12-31T23:59:59.999+08:00', '2022-12-31', '2022-12'],
    ['2023-01-01T00:00:00+08:00', '2023-01-01', '2023-01'],
    ['2024-02-29T23:59:59.999+08:00', '2024-02-29', '2024-02'],
  ])('%s lies on %s in %s, in Jinan and not in Greenwich', (text, on, within) =>
    expect([dayOf(instant(text)), currentMonth(instant(text))]).toEqual([on, within]),
  );

  it('begins its day at midnight', () =>
    expect(startOf(day('2022-06-01'))).toBe('2022-06-01T00:00:00.000+08:00'));
  it('compares as text as it does in time', () => {
    const any = fc
      .integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2098, 0, 1) })
      .map((at) => instant(`${new Date(at + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`));
    fc.assert(
      fc.property(any, any, (a, b) =>
        expect(Math.sign(Date.parse(a) - Date.parse(b))).toBe(a < b ? -1 : a > b ? 1 : 0),
      ),
    );
  });
});

it.each([
  ['2022-05-18', '2022-05-19'],
  ['2022-05-09', '2022-05-10'],
  ['2022-05-31', '2022-06-01'],
  ['2022-12-31', '2023-01-01'],
  ['2024-02-28', '2024-02-29'],
  ['2023-02-28', '2023-03-01'],
])('the day after %s is %s', (value, after) => {
  expect(dayAfter(day(value))).toBe(after);
  expect(dayBefore(day(after))).toBe(value);
});
