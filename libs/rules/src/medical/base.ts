/**
 * Medical base. In Jinan it is fixed, not chosen: 60 % of the province's average wage of the previous year,
 * the same as the lower limit. Elsewhere payers choose it in a range, or among tiers. The row is chosen by
 * the **period month**, not by the payment day.
 */
import { month, type Month } from '@canbao/calendar';
import { compare, yuan, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Any base from the lower to the upper one, both allowed; in yuan a month. */
export interface BaseRange {
  readonly lower: Yuan;
  readonly upper: Yuan;
}

/** One of these bases (缴费档次), in yuan a month, the lowest first. */
export interface BaseTiers {
  readonly tiers: readonly Yuan[];
}

/** One base for everybody, or what a payer may choose. */
export type MedicalBase = Yuan | BaseRange | BaseTiers;

/** Whether everybody has this one base. */
export const isFixed = (base: MedicalBase): base is Yuan => typeof base === 'string';

/** The lowest and the highest base; the same twice where it is fixed. */
export const baseBounds = (base: MedicalBase): BaseRange => {
  if (isFixed(base)) return { lower: base, upper: base };
  if (!('tiers' in base)) return base;
  const sorted = base.tiers.toSorted(compare);
  return { lower: sorted[0] as Yuan, upper: sorted.at(-1) as Yuan };
};

/** What is wrong with a payer's choice, if anything. */
export const unfitChoice = (
  chosen: Yuan,
  base: Exclude<MedicalBase, Yuan>,
): 'base-below-lower-limit' | 'base-above-upper-limit' | 'base-not-a-tier' | undefined => {
  const { lower, upper } = baseBounds(base);
  if (compare(chosen, lower) < 0) return 'base-below-lower-limit';
  if (compare(chosen, upper) > 0) return 'base-above-upper-limit';
  return 'tiers' in base && !base.tiers.includes(chosen) ? 'base-not-a-tier' : undefined;
};

/** The base, `lower–upper`, or the tiers, in yuan. */
export const showBase = (base: MedicalBase): string => {
  if (isFixed(base)) return base;
  return 'tiers' in base ? base.tiers.join(' / ') : `${base.lower}–${base.upper}`;
};

/** Jinan's bases in yuan a month, by contribution month. */
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
