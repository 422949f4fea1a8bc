import { instant, month, monthsBetween } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { pack } from '../packs/packs';
import { rowOn } from '../row';
import { pensionTrueUps, trueUp, type TrueUpMode } from './true-up';
import { monthTrueUp, trueUpTerms, type TrueUpTerms } from './true-up-terms';

const months = monthsBetween(month('2023-01'), month('2023-07'));
const limits = { lower: yuan('4242.00'), upper: yuan('21207.00') };
const of = (mode: TrueUpMode, base: string) => trueUp(mode, yuan(base), rate('0.20'), limits, months);
const none = { direction: 'none', perMonth: '0.00', total: '0.00' };

describe('a true-up', () => {
  it.each([
    ['4241.99', { direction: 'charge', perMonth: '0.00', total: '0.00' }],
    ['3980.00', { direction: 'charge', perMonth: '52.40', total: '366.80' }],
    ['4242.00', none],
    ['21207.00', none],
    ['21307.00', { direction: 'refund', perMonth: '20.00', total: '140.00' }],
    ['22000.00', { direction: 'refund', perMonth: '158.60', total: '1110.20' }],
  ])('of seven months paid on %s is %j', (base, expected) =>
    expect(of('charge-and-refund', base)).toEqual(expected),
  );
  it('that only charges refunds nothing', () => {
    expect(of('charge', '22000.00')).toEqual(none);
    expect(of('charge', '3980.00')).toMatchObject({ direction: 'charge', total: '366.80' });
  });
  it.each(['3980.00', '22000.00'])('that is switched off leaves a base of %s as it is', (base) =>
    expect(of('none', base)).toEqual(none),
  );
  it('refunds nothing while the upper limit stays', () =>
    expect(
      trueUp('charge-and-refund', yuan('22000.00'), rate('0.20'), { lower: limits.lower }, months),
    ).toEqual(none));
  it('of no month is nothing', () =>
    expect(trueUp('charge-and-refund', yuan('3980.00'), rate('0.20'), limits, []).total).toBe('0.00'));
  it.each([
    ['2021-12', undefined],
    ['2022-01', 'charge-and-refund'],
    ['2022-12', 'charge-and-refund'],
    ['2023-01', 'charge-and-refund'],
    ['2023-12', 'charge-and-refund'],
    ['2024-01', undefined],
  ])('of %s in Jinan is %s', (value, mode) => expect(rowOn(pensionTrueUps, month(value))?.value).toBe(mode));
  it('of 2022 is configuration, because only the province announced it', () =>
    expect(pensionTrueUps.map((row) => row.configuration)).toEqual([true, undefined]));
});

describe('the terms of a year', () => {
  const jinan = pack('jinan');
  const at = instant('2023-08-01T00:00:00+08:00');
  it('are its final limits, once they are in force', () => {
    const terms = { insurance: 'pension', year: 2022, mode: 'charge-and-refund' };
    expect(trueUpTerms(jinan, 'pension', 2022, instant('2022-09-01T00:00:00+08:00'))).toEqual({
      ...terms,
      lower: '3980.00',
      upper: '19899.00',
      finalFrom: '2022-09-01',
    });
    expect(trueUpTerms(jinan, 'pension', 2023, at)).toMatchObject({
      lower: '4242.00',
      finalFrom: '2023-08-01',
    });
  });
  it.each([
    ['the day before they are', 'pension', 2023, '2023-07-31T23:59:59.999+08:00', 'limits-not-final'],
    ['a year without a rule', 'pension', 2024, '2024-09-01T00:00:00+08:00', 'no-true-up'],
    ['medical insurance', 'medical', 2023, '2023-09-01T00:00:00+08:00', 'no-true-up'],
  ] as const)('are none for %s', (_, insurance, year, now, refusal) =>
    expect(trueUpTerms(jinan, insurance, year, instant(now))).toBe(refusal),
  );
  it('are none where the limits are configuration, whatever the mode', () =>
    expect(
      trueUpTerms(
        pack('jinan', { 'pension.trueUp': 'charge' }),
        'pension',
        2024,
        instant('2024-09-01T00:00:00+08:00'),
      ),
    ).toBe('limits-not-final'));
  it('can be switched off where no source of the city has them', () => {
    const without = pack('jinan', { 'pension.trueUp': 'none' });
    expect(trueUpTerms(without, 'pension', 2022, at)).toBe('no-true-up');
    expect(trueUpTerms(without, 'pension', 2023, at)).toMatchObject({ mode: 'charge-and-refund' });
  });
  it('of the guide are none', () =>
    expect(trueUpTerms(pack('guide-2022'), 'pension', 2022, at)).toBe('no-true-up'));
});

describe('a paid month', () => {
  const jinan = pack('jinan');
  const terms = trueUpTerms(jinan, 'pension', 2022, instant('2022-09-01T00:00:00+08:00')) as TrueUpTerms;
  const paid = (base: string, pooledFund?: string, personalAccount?: string) => ({
    month: month('2022-01'),
    base: yuan(base),
    rate: rate('0.20'),
    ...(pooledFund === undefined
      ? {}
      : { parts: { pooledFund: yuan(pooledFund), personalAccount: yuan(personalAccount ?? '0.00') } }),
  });
  it('below the final limit is charged the difference, split as the month was (PEN-T-01)', () =>
    expect(monthTrueUp(jinan, terms, paid('3746.00', '449.52', '299.68'))).toEqual({
      month: '2022-01',
      direction: 'charge',
      limit: '3980.00',
      base: '234.00',
      rate: '0.20',
      amount: '46.80',
      parts: { pooledFund: '28.08', personalAccount: '18.72' },
    }));
  it('above it gets the difference back; the parts add up to it', () =>
    expect(monthTrueUp(jinan, terms, paid('20000.01', '2400.00', '1600.00'))).toEqual({
      month: '2022-01',
      direction: 'refund',
      limit: '19899.00',
      base: '101.01',
      rate: '0.20',
      amount: '20.20',
      parts: { pooledFund: '12.12', personalAccount: '8.08' },
    }));
  it('that was not split is not split now', () =>
    expect(monthTrueUp(jinan, terms, paid('3746.00'))).not.toHaveProperty('parts'));
  it.each(['3980.00', '10000.00', '19899.00'])('on %s is left as it is', (base) =>
    expect(monthTrueUp(jinan, terms, paid(base))).toBeUndefined(),
  );
});
