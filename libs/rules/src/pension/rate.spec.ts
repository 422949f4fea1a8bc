import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { rowOn } from '../row';
import { pensionAmount, pensionRates, pensionSplits, splitPension } from './rate';

const split = { pooledFund: rate('0.12'), personalAccount: rate('0.08') };

describe('a pension contribution', () => {
  it.each([
    ['2021-12', undefined, undefined],
    ['2022-01', '0.20', split],
    ['2030-01', '0.20', split],
  ])('of %s has the rate %s and a split', (value, whole, parts) =>
    expect([rowOn(pensionRates, month(value))?.value, rowOn(pensionSplits, month(value))?.value]).toEqual([
      whole,
      parts,
    ]),
  );
  it.each([
    ['3746.00', '749.20', '299.68', '449.52'],
    ['3746.03', '749.21', '299.68', '449.53'],
  ])('on %s is %s: %s for the person, the remainder of %s for the pool', (base, total, personal, pooled) => {
    expect(pensionAmount(yuan(base), rate('0.20'))).toBe(total);
    expect(splitPension(yuan(total), yuan(base), split)).toEqual({
      personalAccount: personal,
      pooledFund: pooled,
    });
  });
});
