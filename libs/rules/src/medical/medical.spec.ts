import { day, instant, month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { rowOn } from '../row';
import { medicalBases } from './base';
import { bundleOf, missingItems } from './bundle';
import { lateFee, lateFeeDays, lateFeeOn, lateFeeTerms, readTerms, showTerms } from './late-fee';
import { medicalPooledSplits } from './pooled-split';
import { medicalAccountSplits, medicalRates, splitMedical } from './rate';
import { guideMedicalSurcharges, medicalSurcharges } from './surcharge';
import { medicalPrepayments, medicalWindow } from './window';

describe('the medical parameters', () => {
  it.each([
    ['2020-06', undefined, undefined, undefined, undefined],
    ['2020-07', undefined, '0.08', '0.04', undefined],
    ['2020-12', undefined, '0.08', '0.04', undefined],
    ['2021-01', undefined, '0.09', '0.05', undefined],
    ['2021-12', undefined, '0.09', '0.05', undefined],
    ['2022-01', '3746.00', '0.09', '0.05', '18.00'],
    ['2022-08', '3746.00', '0.09', '0.05', '18.00'],
    ['2022-09', '3980.00', '0.09', '0.05', '18.00'],
    ['2022-12', '3980.00', '0.09', '0.05', '18.00'],
    ['2023-01', '3980.00', '0.09', '0.05', '18.00'],
    ['2023-07', '3980.00', '0.09', '0.05', '18.00'],
    ['2023-08', '4242.00', '0.09', '0.05', '18.00'],
    ['2023-12', '4242.00', '0.09', '0.05', '18.00'],
    ['2024-01', '4242.00', '0.09', '0.05', '18.00'],
    ['2024-07', '4242.00', '0.09', '0.05', '18.00'],
    ['2024-08', '4416.00', '0.09', '0.05', '18.00'],
    ['2025-07', '4416.00', '0.09', '0.05', '18.00'],
    ['2025-08', '4504.00', '0.09', '0.05', '18.00'],
    ['2026-08', '4504.00', '0.09', '0.05', '18.00'],
    ['2026-09', '4573.00', '0.09', '0.05', '18.00'],
    ['2026-12', '4573.00', '0.09', '0.05', '18.00'],
    ['2027-01', '4573.00', '0.09', '0.05', '18.00'],
  ])('of %s are base %s, rates %s and %s, mutual aid %s', (value, base, withAccount, pooled, mutualAid) => {
    const rates = rowOn(medicalRates, month(value))?.value;
    expect([
      rowOn(medicalBases, month(value))?.value,
      rates?.['with-account'],
      rates?.pooled,
      rowOn(medicalSurcharges, month(value))?.value.amount,
    ]).toEqual([base, withAccount, pooled, mutualAid]);
  });
  it.each([
    ['2021-12', undefined, undefined],
    ['2022-01', { unit: '0.03', personal: '0.02' }, { unit: '0.07', personal: '0.02' }],
  ])('of %s split into %j pooled and %j with account', (value, pooled, withAccount) =>
    expect([
      rowOn(medicalPooledSplits, month(value))?.value,
      rowOn(medicalAccountSplits, month(value))?.value,
    ]).toEqual([pooled, withAccount]),
  );
  it('say which of them are configuration, and which provisional', () => {
    const flagsOf = (rows: readonly { from: string; status?: string; configuration?: boolean }[]) =>
      rows.filter((row) => row.configuration === true).map(({ from, status }) => [from, status]);
    expect(flagsOf(medicalBases)).toEqual([
      ['2025-08', 'provisional'],
      ['2026-09', 'provisional'],
    ]);
    expect(flagsOf(medicalSurcharges)).toEqual([['2024-01', undefined]]);
    expect(flagsOf(medicalPooledSplits)).toEqual([['2022-01', undefined]]);
  });
  it('of the guide charge 18.00 in 2022 and know no other year', () =>
    expect(guideMedicalSurcharges).toMatchObject([
      { from: '2022-01', until: '2022-12', value: { amount: '18.00', schemes: ['pooled'] } },
    ]));
});

it.each([
  ['3746.00', '187.30', '74.92', '112.38'],
  ['3746.30', '187.32', '74.93', '112.39'],
])('a split of 5 %% of %s makes %s: %s personal, the remainder of %s unit', (base, total, personal, unit) =>
  expect(splitMedical(yuan(base), rate('0.05'), { unit: rate('0.03'), personal: rate('0.02') })).toEqual({
    total,
    unit,
    personal,
  }),
);

describe('a bundle', () => {
  it('has three items in the pooled scheme, one with account', () => {
    expect(bundleOf('pooled')).toEqual(['pooled-unit', 'pooled-personal', 'mutual-aid']);
    expect(bundleOf('with-account')).toEqual(['with-account']);
  });
  it('misses what is not there, in its own order', () => {
    expect(missingItems(bundleOf('pooled'), ['pooled-personal'])).toEqual(['pooled-unit', 'mutual-aid']);
    expect(missingItems(bundleOf('pooled'), bundleOf('pooled'))).toEqual([]);
  });
});

describe('the medical window', () => {
  const at = instant('2022-05-31T23:59:59.999+08:00');
  const bills = [{ month: month('2022-03') }, { month: month('2022-05') }, { month: month('2022-06') }];
  it.each([
    ['2022-06', 'prepayment-not-allowed'],
    ['2022-05', 'open'],
    ['2022-04', 'arrears-push-required'],
    ['2022-03', 'billed'],
  ])('at the end of May has %s as %s', (value, standing) =>
    expect(medicalWindow(medicalPrepayments, bills, month(value), at)).toBe(standing),
  );
});

describe('a late fee', () => {
  it.each([
    ['2022-05-20', 50, 49],
    ['2022-04-01', 1, 0],
    ['2022-03-31', 0, 0],
    ['2022-03-01', 0, 0],
  ])('from 2022-04-01 to %s runs for %i days, or %i without the last', (paidOn, inclusive, exclusive) =>
    expect(
      (['inclusive', 'exclusive'] as const).map((count) =>
        lateFeeDays(day('2022-04-01'), day(paidOn), count),
      ),
    ).toEqual([inclusive, exclusive]),
  );
  it.each([
    ['205.30', '0.0005', 50, '5.13'],
    ['205.30', '0.0005', 49, '5.03'],
    ['205.30', '0.0005', 0, '0.00'],
    ['10.00', '0.0005', 1, '0.01'],
    ['9.99', '0.0005', 1, '0.00'],
    ['100.00', '0.000001', 50, '0.01'],
    ['100.00', '0', 50, '0.00'],
  ])('on %s at %s a day for %i days is %s', (principal, daily, days, fee) =>
    expect(lateFee(yuan(principal), rate(daily), days)).toBe(fee),
  );
  it('is 0.05 % a day from 2022 on, by configuration for flexible payers', () => {
    expect(rowOn(lateFeeTerms, day('2021-12-31'))).toBeUndefined();
    expect(rowOn(lateFeeTerms, day('2022-01-01'))).toMatchObject({
      value: { source: 'agency-pushed', dailyRate: '0.0005', dayCount: 'inclusive', cap: 'none' },
      configuration: true,
      source: { article: '第八十六条' },
    });
  });
  const terms = { source: 'compute', dailyRate: rate('0.0005'), dayCount: 'inclusive', cap: 'none' } as const;
  it.each([
    [terms, '2022-05-20', '5.13', 50],
    [{ ...terms, source: 'agency-pushed' as const }, '2022-05-20', '5.13', 50],
    [{ ...terms, source: 'none' as const }, '2022-05-20', '0.00', 50],
    [terms, '2022-03-31', '0.00', 0],
    [terms, '2022-04-01', '0.10', 1],
    [terms, '2028-04-01', '225.11', 2193],
    [{ ...terms, cap: 'principal' as const }, '2028-04-01', '205.30', 2193],
  ])('under %j has come by %s to %s in %i days', (under, on, amount, days) =>
    expect(lateFeeOn(under, yuan('205.30'), month('2022-03'), day(on))).toEqual({ amount, days }),
  );
  it.each(['compute 0.0005 inclusive none', 'none 0.0005 exclusive principal'])(
    'has terms in words: %s',
    (words) => {
      const read = readTerms(words);
      expect(read === undefined ? undefined : showTerms(read)).toBe(words);
    },
  );
  it.each([
    '',
    'compute',
    'compute 5 inclusive none',
    'compute 0.0005 inclusive none ',
    'fee 0.0005 inclusive none',
  ])('has no terms in the words "%s"', (words) => expect(readTerms(words)).toBeUndefined());
});
