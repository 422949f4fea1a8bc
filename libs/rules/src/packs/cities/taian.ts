/** Tai'an (泰安), as far as found: the medical year 2023. Payers choose their base; months can be prepaid. */
import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import type { Pack } from '../pack';
import { shandong } from '../shandong';

const year = { from: month('2023-01'), until: month('2023-12') };
const source = { sources: ['taian-medical-2023'] } as const;

export const taian: Pack = {
  ...shandong,
  name: 'taian',
  medicalBases: [
    {
      from: month('2023-01'),
      until: month('2023-07'),
      value: { lower: yuan('3980.00'), upper: yuan('19899.00') },
      source,
    },
    {
      from: month('2023-08'),
      until: month('2023-12'),
      value: { lower: yuan('4242.00'), upper: yuan('21207.00') },
      source,
    },
  ],
  // The page gives both rates; that the lower one is of the scheme without account follows from Jinan's.
  medicalRates: [
    {
      ...year,
      value: { 'with-account': rate('0.10'), pooled: rate('0.055') },
      configuration: true,
      confidence: 'B',
      source: { sources: ['taian-medical-2023', 'medical.scheme'] },
    },
  ],
  medicalPooledSplits: [
    {
      ...year,
      value: { unit: rate('0.035'), personal: rate('0.02') },
      configuration: true,
      source: { sources: ['medical.splitElsewhere'] },
    },
  ],
  medicalSurcharges: [
    {
      ...year,
      value: { amount: yuan('0.00'), every: 'month', schemes: [] },
      configuration: true,
      source: { sources: ['medical.noSurcharge'] },
    },
  ],
  medicalPrepayments: [
    { ...year, value: 'within-year', source: { ...source, article: '8月以后已预缴的月份补差' } },
  ],
  medicalChangeTimes: [
    {
      ...year,
      value: { of: 'scheme', from: '01-01', until: '01-01' },
      configuration: true,
      confidence: 'B',
      source: { sources: ['taian-medical-2023', 'medical.year'] },
    },
  ],
  medicalTrueUps: [
    {
      from: month('2023-08'),
      until: month('2023-12'),
      value: 'charge',
      source: { ...source, article: '补差' },
    },
  ],
};
