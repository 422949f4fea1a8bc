/**
 * Pension rate and account split: 20 % of the base, of which 12 % go to the pooled fund (统筹基金) and 8 % to
 * the personal account (个人账户). The total is rounded first, then the personal account; the pooled fund is
 * the remainder, so the parts always add up.
 */
import { month, type Month } from '@canbao/calendar';
import { multiply, rate, subtract, type Rate, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** The rates of the two funds; together the whole rate. */
export interface PensionSplit {
  readonly pooledFund: Rate;
  readonly personalAccount: Rate;
}

/** The whole rate, by contribution month. */
export const pensionRates: readonly Row<Month, Rate>[] = [
  { from: month('2022-01'), value: rate('0.20'), source: { guide: 'G3.2.1.2' } },
];

/** The split, by contribution month. Not in the guide: pack `guide-2022` has none. */
export const pensionSplits: readonly Row<Month, PensionSplit>[] = [
  {
    from: month('2022-01'),
    value: { pooledFund: rate('0.12'), personalAccount: rate('0.08') },
    source: { sources: ['jinan-pension-rate-2023', 'jinan-flexible-split'] },
  },
];

/** base × rate in yuan, rounded half-up to the fen (guide G3.2.1.3). */
export const pensionAmount = (base: Yuan, rate: Rate): Yuan => multiply(base, rate, 'half-up');

/** The two funds' parts in yuan; the pooled fund takes what rounding leaves. */
export const splitPension = (
  total: Yuan,
  base: Yuan,
  split: PensionSplit,
): { pooledFund: Yuan; personalAccount: Yuan } => {
  const personalAccount = multiply(base, split.personalAccount, 'half-up');
  return { pooledFund: subtract(total, personalAccount), personalAccount };
};
