/**
 * Medical base: fixed, not chosen. It is 60 % of the province's average wage of the previous year, the same
 * as the lower limit. The row is chosen by the **period month**, not by the payment day.
 */
import { month, type Month } from '@canbao/calendar';
import { yuan, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Bases in yuan a month, by contribution month. */
export const medicalBases: readonly Row<Month, Yuan>[] = [
  {
    from: month('2022-01'),
    until: month('2022-08'),
    value: yuan('3746.00'),
    source: { guide: 'G3.2.2.4' },
  },
  {
    from: month('2022-09'),
    until: month('2023-07'),
    value: yuan('3980.00'),
    source: {
      sources: [
        'shandong-limits-2022',
        'jinan-limits-2022',
        'jinan-limits-2022-report',
        'qingdao-limits-2022',
        'jinan-medical-base-2022',
      ],
    },
  },
  {
    from: month('2023-08'),
    until: month('2024-07'),
    value: yuan('4242.00'),
    source: { sources: ['shandong-limits-2023', 'jinan-medical-2023', 'jinan-daily-medical-2023'] },
  },
  {
    from: month('2024-08'),
    until: month('2025-07'),
    value: yuan('4416.00'),
    source: { sources: ['jinan-flexible-2024'] },
  },
  {
    from: month('2025-08'),
    until: month('2026-08'),
    value: yuan('4504.00'),
    status: 'provisional',
    configuration: true,
    confidence: 'B-',
    noteZh: '按 2025 年标准预估',
    source: { sources: ['medical.base', 'limits-2025'] },
  },
  {
    from: month('2026-09'),
    value: yuan('4573.00'),
    status: 'provisional',
    configuration: true,
    confidence: 'B',
    noteZh: '按 2026 年标准预估',
    source: { sources: ['medical.base', 'limits-2026'] },
  },
];

/** The guide's one base for the whole of 2022. */
export const guideMedicalBases: readonly Row<Month, Yuan>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: yuan('3746.00'),
    source: { guide: 'G3.2.2.4' },
  },
];
