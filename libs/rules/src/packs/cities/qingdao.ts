/**
 * Qingdao (青岛), as far as found: the medical months to the end of 2022. It has a tax bureau of its own, and
 * the provincial guides do not speak for it.
 */
import { month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import type { Pack } from '../pack';
import { shandong } from '../shandong';

/** Three pages tell of Qingdao; which of them says what was not kept. */
const pages = ['qingdao-medical-1', 'qingdao-medical-2', 'qingdao-medical-tiers-2022'] as const;
const article = '60%、80%、100%、200%、300%五档，或其间任意数额';

export const qingdao: Pack = {
  ...shandong,
  name: 'qingdao',
  // Any value between the lowest tier and the highest is allowed, so that the tiers do not bound the choice.
  medicalBases: [
    {
      from: month('2022-01'),
      until: month('2022-08'),
      value: { lower: yuan('3746.00'), upper: yuan('18726.00') },
      source: { sources: [...pages, 'liaocheng-limits-2022'], article },
    },
    {
      from: month('2022-09'),
      until: month('2022-12'),
      value: { lower: yuan('3980.00'), upper: yuan('19899.00') },
      source: { sources: [...pages, 'shandong-limits-2022'], article },
    },
  ],
  medicalRates: [
    {
      from: month('2020-03'),
      until: month('2020-12'),
      value: { 'with-account': rate('0.09') },
      configuration: true,
      confidence: 'B',
      source: { sources: [...pages, 'medical.scheme'] },
    },
    {
      from: month('2021-01'),
      until: month('2022-12'),
      value: { 'with-account': rate('0.10') },
      configuration: true,
      confidence: 'B',
      source: { sources: [...pages, 'medical.scheme'] },
    },
  ],
  medicalSurcharges: [
    {
      from: month('2022-01'),
      until: month('2022-12'),
      value: { amount: yuan('0.00'), every: 'month', schemes: [] },
      configuration: true,
      source: { sources: ['medical.noSurcharge'] },
    },
  ],
  medicalChangeTimes: [
    {
      from: month('2022-01'),
      until: month('2022-12'),
      value: { of: 'base', from: '01-01', until: '01-20' },
      source: { sources: pages, article: '每年1月1日至20日可变更档次' },
    },
  ],
};
