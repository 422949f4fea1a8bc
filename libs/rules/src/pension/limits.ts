/**
 * Pension base limits (缴费基数上下限): 60 % to 300 % of the province's average wage of the previous year, as
 * published. The limits in force on the **payment day** apply to every month being paid; a base on a limit is
 * allowed.
 */
import { day, type Day } from '@canbao/calendar';
import { compare, yuan, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Lower and upper limit in yuan a month, both allowed. */
export interface PensionLimits {
  readonly lower: Yuan;
  readonly upper: Yuan;
  /** The year whose limits these are (年度). */
  readonly limitYear: number;
}

const limits = (lower: string, upper: string, limitYear: number): PensionLimits => ({
  lower: yuan(lower),
  upper: yuan(upper),
  limitYear,
});

/** Limits by the day of payment. */
export const pensionLimits: readonly Row<Day, PensionLimits>[] = [
  {
    from: day('2022-01-01'),
    until: day('2022-08-31'),
    value: limits('3746.00', '18726.00', 2022),
    status: 'provisional',
    source: {
      sources: ['liaocheng-limits-2022', 'shandong-notice-2021-12-28', 'weihai-limits-2022'],
      guide: 'G3.2.1.4',
    },
  },
  {
    from: day('2022-09-01'),
    until: day('2022-12-31'),
    value: limits('3980.00', '19899.00', 2022),
    status: 'final',
    source: {
      sources: [
        'shandong-limits-2022',
        'jinan-limits-2022',
        'jinan-limits-2022-report',
        'qingdao-limits-2022',
      ],
      article: '济南自2022-09-01起执行',
    },
  },
  {
    from: day('2023-01-01'),
    until: day('2023-07-31'),
    value: limits('3980.00', '19899.00', 2023),
    status: 'provisional',
    source: { sources: ['limits-2023-provisional'] },
  },
  {
    from: day('2023-08-01'),
    until: day('2023-12-31'),
    value: limits('4242.00', '21207.00', 2023),
    status: 'final',
    source: { sources: ['shandong-limits-2023', 'jinan-limits-2023'], article: '济南自2023-08-01起执行' },
  },
  {
    from: day('2024-01-01'),
    until: day('2024-07-31'),
    value: limits('4242.00', '21207.00', 2024),
    status: 'provisional',
    source: { sources: ['limits-2024', 'limits-2024-provisional'] },
  },
  // The figures of the final limits from 2024 on were found, their first days in Jinan were not.
  {
    from: day('2024-08-01'),
    until: day('2024-12-31'),
    value: limits('4416.00', '22078.00', 2024),
    status: 'final',
    configuration: true,
    confidence: 'B',
    noteZh: '按 2024 年标准预估',
    source: { sources: ['pension.limitsStart', 'limits-2024', 'jinan-flexible-2024'] },
  },
  {
    from: day('2025-01-01'),
    until: day('2025-07-31'),
    value: limits('4416.00', '22078.00', 2025),
    status: 'provisional',
    configuration: true,
    confidence: 'C',
    noteZh: '按 2025 年标准预估',
    source: { sources: ['pension.limits', 'limits-2024', 'jinan-flexible-2024'] },
  },
  {
    from: day('2025-08-01'),
    until: day('2025-12-31'),
    value: limits('4504.00', '22518.00', 2025),
    status: 'final',
    configuration: true,
    confidence: 'B-',
    noteZh: '按 2025 年标准预估',
    source: { sources: ['pension.limitsStart', 'limits-2025'] },
  },
  {
    from: day('2026-01-01'),
    until: day('2026-08-31'),
    value: limits('4504.00', '22518.00', 2026),
    status: 'provisional',
    configuration: true,
    confidence: 'configuration',
    noteZh: '按 2026 年标准预估',
    source: { sources: ['pension.limits', 'limits-2025'] },
  },
  {
    from: day('2026-09-01'),
    until: day('2026-12-31'),
    value: limits('4573.00', '22863.00', 2026),
    status: 'final',
    configuration: true,
    confidence: 'B',
    noteZh: '按 2026 年标准预估',
    source: { sources: ['pension.limitsStart', 'limits-2026'] },
  },
];

/** The guide's own row for the whole of 2022. */
export const guidePensionLimits: readonly Row<Day, PensionLimits>[] = [
  {
    from: day('2022-01-01'),
    until: day('2022-12-31'),
    value: limits('3746.00', '18726.00', 2022),
    source: { guide: 'G3.2.1.4' },
  },
];

/** Which limit the base breaks, if any. */
export const outsideLimits = (
  base: Yuan,
  { lower, upper }: PensionLimits,
): 'base-below-lower-limit' | 'base-above-upper-limit' | undefined => {
  if (compare(base, lower) < 0) return 'base-below-lower-limit';
  if (compare(base, upper) > 0) return 'base-above-upper-limit';
  return undefined;
};

/** The limits in one line, in yuan, with the year whose limits they are. */
export const showLimits = ({ lower, upper, limitYear }: PensionLimits): string =>
  `${lower}–${upper} (${limitYear})`;
