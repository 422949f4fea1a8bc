/**
 * Medical base: fixed, not chosen – 60 % of the province's average wage of the previous year, which is the
 * lower limit.
 * The row is chosen by the **period month**, not by the payment day (domain §10).
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
    source: { document: '缴费指南', guide: 'G3.2.2.4' },
  },
  {
    from: month('2022-09'),
    until: month('2023-07'),
    value: yuan('3980.00'),
    source: { document: '鲁人社字〔2022〕89号', article: 'S1, S2, S3; S24' },
  },
  {
    from: month('2023-08'),
    until: month('2024-07'),
    value: yuan('4242.00'),
    source: { document: '鲁人社字〔2023〕59号', article: 'S9, S10' },
  },
  { from: month('2024-08'), until: month('2025-07'), value: yuan('4416.00'), source: { document: 'S15' } },
  {
    from: month('2025-08'),
    until: month('2026-12'),
    value: yuan('4416.00'),
    status: 'provisional',
    configuration: true,
    source: {
      document: 'configuration: the last base known (2024-08: S15) carried over; later bases not found',
    },
  },
];

/** The guide's one base for the whole of 2022. */
export const guideMedicalBases: readonly Row<Month, Yuan>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: yuan('3746.00'),
    source: { document: '缴费指南', guide: 'G3.2.2.4' },
  },
];
