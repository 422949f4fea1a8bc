/**
 * Pension base limits (缴费基数上下限): 60 % to 300 % of the province's average wage of the previous year, published
 * values.
 * The limits in force on the **payment day** apply to every month being paid; both limits are allowed (domain
 * §4).
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
    source: { document: '2022 provisional: the 2021 limits, S4, S5, S18', guide: 'G3.2.1.4' },
  },
  {
    from: day('2022-09-01'),
    until: day('2022-12-31'),
    value: limits('3980.00', '19899.00', 2022),
    status: 'final',
    source: { document: '鲁人社字〔2022〕89号', article: 'Jinan from 2022-09-01: S1, S2, S3, S19' },
  },
  {
    from: day('2023-01-01'),
    until: day('2023-07-31'),
    value: limits('3980.00', '19899.00', 2023),
    status: 'provisional',
    source: { document: '2023 provisional: S20' },
  },
  {
    from: day('2023-08-01'),
    until: day('2023-12-31'),
    value: limits('4242.00', '21207.00', 2023),
    status: 'final',
    source: { document: '鲁人社字〔2023〕59号', article: 'Jinan from 2023-08-01: S21, S6' },
  },
  // The final limits of 2024 (4416.00–22078.00) are known, the pension day they start is not: the provisional
  // row stays.
  {
    from: day('2024-01-01'),
    until: day('2024-12-31'),
    value: limits('4242.00', '21207.00', 2024),
    status: 'provisional',
    source: { document: '2024 provisional: S22, S23; start of the final 2024 limits for pension not found' },
  },
  {
    from: day('2025-01-01'),
    until: day('2025-12-31'),
    value: limits('4416.00', '22078.00', 2025),
    status: 'provisional',
    configuration: true,
    source: {
      document:
        "configuration: the previous year's final limits (2024: S15, S22); final 2025 limits not found",
    },
  },
  {
    from: day('2026-01-01'),
    until: day('2026-12-31'),
    value: limits('4416.00', '22078.00', 2026),
    status: 'provisional',
    configuration: true,
    source: {
      document:
        'configuration: the last final limits known (2024: S15, S22) carried over; 2026 limits not found',
    },
  },
];

/** The guide's own row for the whole of 2022. */
export const guidePensionLimits: readonly Row<Day, PensionLimits>[] = [
  {
    from: day('2022-01-01'),
    until: day('2022-12-31'),
    value: limits('3746.00', '18726.00', 2022),
    source: { document: '缴费指南', guide: 'G3.2.1.4' },
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
