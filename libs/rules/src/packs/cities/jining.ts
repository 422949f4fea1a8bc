/** Jining (济宁), as far as found: the medical year 2021, on five tiers. */
import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import type { Pack } from '../pack';
import { shandong } from '../shandong';

const year = { from: month('2021-01'), until: month('2021-12') };
const source = { sources: ['jining-medical-2021'] } as const;

export const jining: Pack = {
  ...shandong,
  name: 'jining',
  medicalBases: [
    {
      ...year,
      value: { tiers: ['3269.00', '3457.00', '5762.00', '11523.00', '17284.00'].map(yuan) },
      source,
    },
  ],
  medicalRates: [
    { ...year, value: { 'with-account': rate('0.09') }, source: { ...source, article: '9%（7% + 2%）' } },
  ],
  medicalAccountSplits: [
    {
      ...year,
      value: { unit: rate('0.07'), personal: rate('0.02') },
      source: { ...source, article: '9%（7% + 2%）' },
    },
  ],
  // The amount was found, when in the year it is paid was not.
  medicalSurcharges: [
    {
      ...year,
      value: { amount: yuan('120.00'), every: 'year', schemes: ['with-account'] },
      configuration: true,
      confidence: 'B',
      source: { sources: ['jining-medical-2021', 'medical.yearlySurcharge'] },
    },
  ],
};
