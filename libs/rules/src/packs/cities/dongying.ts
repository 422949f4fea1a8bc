/** Dongying (东营), as far as found: the medical year 2025, with a surcharge that is paid once. */
import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import type { Pack } from '../pack';
import { shandong } from '../shandong';

const year = { from: month('2025-01'), until: month('2025-12') };
const source = { sources: ['dongying-medical-2025'] } as const;

export const dongying: Pack = {
  ...shandong,
  name: 'dongying',
  medicalBases: [
    { ...year, value: yuan('4416.00'), source: { ...source, article: '375.36 = 8.5% × 4416.00' } },
  ],
  medicalRates: [
    {
      ...year,
      value: { 'with-account': rate('0.085') },
      configuration: true,
      confidence: 'C',
      source: { sources: ['dongying-medical-2025', 'medical.scheme'] },
    },
  ],
  medicalSurcharges: [
    {
      ...year,
      value: { amount: yuan('132.00'), every: 'year', schemes: ['with-account'] },
      source: { ...source, article: '每年132.00元，首次缴费时一次缴纳' },
    },
  ],
};
