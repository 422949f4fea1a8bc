import { month, monthsBetween } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { rowOn } from '../row';
import { pensionTrueUps, trueUp, type TrueUpMode } from './true-up';

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
