/**
 * Medical rates: 9 % with a personal account (统账结合), 5 % pooled only (单建统筹). Rates have dates of their
 * own, independent of the base: 8 % and 4 % from 2020-07 to 2020-12.
 */
import type { Scheme } from '@canbao/vocabulary';
import { month, type Month } from '@canbao/calendar';
import { multiply, rate, subtract, type Rate, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/**
 * The whole rate of each scheme. A scheme that a city does not have says so; one without a word is not known.
 * Neither can be quoted.
 */
export type MedicalRates = Readonly<Partial<Record<Scheme, Rate | 'not-offered'>>>;

/** The rate of the scheme, where there is one. */
export const rateOf = (rates: MedicalRates, scheme: Scheme): Rate | undefined => {
  const found = rates[scheme];
  return found === 'not-offered' ? undefined : found;
};

/** The rates of both schemes, `?` for one that is not known. */
export const showRates = (rates: MedicalRates): string =>
  `${rates['with-account'] ?? '?'} / ${rates.pooled ?? '?'}`;

/** The rates that make up a whole rate. */
export interface FundSplit {
  readonly unit: Rate;
  readonly personal: Rate;
}

const both = (withAccount: string, pooled: string): MedicalRates => ({
  'with-account': rate(withAccount),
  pooled: rate(pooled),
});

/** Rates by contribution month. */
export const medicalRates: readonly Row<Month, MedicalRates>[] = [
  {
    from: month('2020-07'),
    until: month('2020-12'),
    value: both('0.08', '0.04'),
    source: { sources: ['jinan-medical-rate-2021'] },
  },
  {
    from: month('2021-01'),
    value: both('0.09', '0.05'),
    source: { sources: ['jinan-medical-rate-2021'], guide: 'G3.2.2.1, G3.2.2.2' },
  },
];

/** The rates as the guide gives them, for 2022. */
export const guideMedicalRates: readonly Row<Month, MedicalRates>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: both('0.09', '0.05'),
    source: { guide: 'G3.2.2.1, G3.2.2.2' },
  },
];

/** The 9 % of the scheme with account: 7 % unit part, 2 % personal part. Not in the guide. */
export const medicalAccountSplits: readonly Row<Month, FundSplit>[] = [
  {
    from: month('2022-01'),
    value: { unit: rate('0.07'), personal: rate('0.02') },
    source: { sources: ['jinan-medical-2023', 'jinan-daily-medical-2023', 'jinan-medical-split'] },
  },
];

/** Total first, personal part rounded, unit part the remainder: the parts always add up. */
export const splitMedical = (
  base: Yuan,
  wholeRate: Rate,
  split: FundSplit,
): { total: Yuan; unit: Yuan; personal: Yuan } => {
  const total = multiply(base, wholeRate, 'half-up');
  const personal = multiply(base, split.personal, 'half-up');
  return { total, unit: subtract(total, personal), personal };
};
