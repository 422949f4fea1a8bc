/**
 * Large-sum medical mutual aid (大额医疗互助保险). In Jinan a fixed 18.00 a month in the pooled scheme, 10.00
 * outpatient pooling and 8.00 large-sum cover, shown as one item (guide G3.2.2.3); unconfirmed from 2024 on,
 * hence configuration `medical.surcharge`. Elsewhere other schemes pay it, or pay it once a year.
 */
import { month, type Month } from '@canbao/calendar';
import { yuan, type Yuan } from '@canbao/money';
import type { Scheme } from '@canbao/vocabulary';
import type { Row } from '../row';

/** The item `mutual-aid` of a medical month. */
export interface Surcharge {
  /** In yuan. */
  readonly amount: Yuan;
  /** Once a year means in the bundle of the month that is paid first. */
  readonly every: 'month' | 'year';
  /** The schemes that pay it; none where there is no surcharge. */
  readonly schemes: readonly Scheme[];
  /** What the amount is made up of, where more than one thing. */
  readonly parts?: Readonly<Record<string, Yuan>>;
}

/** What the pooled scheme pays every month, in yuan. */
export const pooledSurcharge = (amount: string): Surcharge => ({
  amount: yuan(amount),
  every: 'month',
  schemes: ['pooled'],
});

/** The amount; with `a year`, and with its parts, where there are such. */
export const showSurcharge = ({ amount, every, parts = {} }: Surcharge): string => {
  const shownParts = Object.entries(parts).map(([name, part]) => `${name} ${part}`);
  return [
    every === 'year' ? `${amount} a year` : amount,
    ...(shownParts.length === 0 ? [] : [`(${shownParts.join(', ')})`]),
  ].join(' ');
};

/** Jinan's, by contribution month. */
export const medicalSurcharges: readonly Row<Month, Surcharge>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: pooledSurcharge('18.00'),
    source: { sources: ['jinan-medical-2022'], guide: 'G3.2.2.3' },
  },
  {
    from: month('2023-01'),
    until: month('2023-12'),
    value: pooledSurcharge('18.00'),
    source: {
      sources: ['jinan-medical-2023', 'jinan-daily-medical-2023'],
      article: '230.10 = 212.10 + 18.00',
    },
  },
  {
    from: month('2024-01'),
    value: pooledSurcharge('18.00'),
    configuration: true,
    source: { sources: ['medical.surcharge'] },
  },
];

/** The guide's own row, for 2022. */
export const guideMedicalSurcharges: readonly Row<Month, Surcharge>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: pooledSurcharge('18.00'),
    source: { guide: 'G3.2.2.3' },
  },
];
