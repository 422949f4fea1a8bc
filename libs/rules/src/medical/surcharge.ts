/**
 * Large-sum medical mutual aid (大额医疗互助保险): a fixed 18.00 a month in the pooled scheme, 10.00 outpatient
 * pooling and 8.00 large-sum cover, shown as one item (guide G3.2.2.3). Unconfirmed from 2024 on, hence
 * configuration `medical.surcharge`.
 */
import { month, type Month } from '@canbao/calendar';
import { yuan, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Yuan a month, by contribution month. */
export const medicalSurcharges: readonly Row<Month, Yuan>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: yuan('18.00'),
    source: { sources: ['jinan-medical-2022'], guide: 'G3.2.2.3' },
  },
  {
    from: month('2023-01'),
    until: month('2023-12'),
    value: yuan('18.00'),
    source: {
      sources: ['jinan-medical-2023', 'jinan-daily-medical-2023'],
      article: '230.10 = 212.10 + 18.00',
    },
  },
  {
    from: month('2024-01'),
    value: yuan('18.00'),
    configuration: true,
    source: { sources: ['medical.surcharge'] },
  },
];

/** The guide's own row, for 2022. */
export const guideMedicalSurcharges: readonly Row<Month, Yuan>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: yuan('18.00'),
    source: { guide: 'G3.2.2.3' },
  },
];
