/** Zaozhuang (枣庄), as Tengzhou (滕州) publishes it: the medical year 2023, which can be prepaid. */
import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import type { Pack } from '../pack';
import { shandong } from '../shandong';

const year = { from: month('2023-01'), until: month('2023-12') };
const source = { sources: ['tengzhou-medical-2023'] } as const;

export const zaozhuang: Pack = {
  ...shandong,
  name: 'zaozhuang',
  medicalBases: [{ ...year, value: yuan('3980.00'), source }],
  medicalRates: [
    {
      ...year,
      value: { 'with-account': rate('0.07') },
      configuration: true,
      confidence: 'B',
      source: { sources: ['tengzhou-medical-2023', 'medical.scheme'] },
    },
  ],
  medicalSurcharges: [
    {
      ...year,
      value: {
        amount: yuan('14.00'),
        every: 'month',
        schemes: ['with-account'],
        parts: { largeSum: yuan('10.00'), longTermCare: yuan('4.00') },
      },
      source: { ...source, article: '职工大额医疗补助(个人) 10.0元; 长期护理 4.0元' },
    },
  ],
  medicalPrepayments: [
    { ...year, value: 'within-year', source: { ...source, article: '1月至12月可预缴，3511.20元' } },
  ],
};
