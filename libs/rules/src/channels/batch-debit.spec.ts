import { day, instant } from '@canbao/calendar';
import { debitExpiry, debitLimit, debitTerms, debitTermsOn } from './batch-debit';

describe('a batch debit', () => {
  it.each([
    ['a Monday', '2022-05-16', '2022-05-23'],
    ['a Wednesday', '2022-05-18', '2022-05-25'],
    ['a Friday', '2022-05-20', '2022-05-27'],
    ['a Saturday', '2022-05-21', '2022-05-27'],
    ['a Sunday', '2022-05-22', '2022-05-27'],
    ['the end of a year', '2022-12-30', '2023-01-06'],
  ])('entrusted on %s has five working days', (_, from, until) => expect(debitLimit(day(from))).toBe(until));

  const until = day('2022-05-25');
  it.each([
    [
      'until the end of the limit',
      'pension',
      '2022-05-18T10:00:00+08:00',
      until,
      [],
      '2022-05-26T00:00:00.000+08:00',
    ],
    [
      'in medical insurance never past its month',
      'medical',
      '2022-05-27T10:00:00+08:00',
      day('2022-06-03'),
      [],
      '2022-06-01T00:00:00.000+08:00',
    ],
    [
      'in pension insurance over the end of a month',
      'pension',
      '2022-05-27T10:00:00+08:00',
      day('2022-06-03'),
      [],
      '2022-06-04T00:00:00.000+08:00',
    ],
    [
      'in pension insurance never past the year',
      'pension',
      '2022-12-29T10:00:00+08:00',
      day('2023-01-05'),
      [],
      '2023-01-01T00:00:00.000+08:00',
    ],
    [
      'never past its limits of the base',
      'pension',
      '2022-08-30T10:00:00+08:00',
      day('2022-09-06'),
      ['2022-09-01T00:00:00.000+08:00'],
      '2022-09-01T00:00:00.000+08:00',
    ],
  ] as const)('pays its month %s', (_, insurance, at, limit, closings, expected) =>
    expect(
      debitExpiry(
        insurance,
        instant(at),
        limit,
        closings.map((each) => instant(each)),
      ),
    ).toBe(expected),
  );

  it('has terms that are configuration, from 2022 on', () => {
    expect(debitTerms).toMatchObject([{ from: '2022-01-01', configuration: true }]);
    expect(() => debitTermsOn(day('2021-12-31'))).toThrow(RangeError);
  });
});
