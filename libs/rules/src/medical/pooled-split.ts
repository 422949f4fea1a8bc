/**
 * Split of the pooled scheme's 5 % into the unit item and the personal item. Sources give only "5 %" and
 * "7 % + 2 %"; the personal 2 % of the other scheme makes 3 % + 2 % the natural reading. Configuration
 * `medical.pooledSplit`.
 */
import { month, type Month } from '@canbao/calendar';
import { rate } from '@canbao/money';
import type { FundSplit } from './rate';
import type { Row } from '../row';

/** Unit and personal rate, by contribution month. */
export const medicalPooledSplits: readonly Row<Month, FundSplit>[] = [
  {
    from: month('2022-01'),
    value: { unit: rate('0.03'), personal: rate('0.02') },
    configuration: true,
    source: { sources: ['medical.pooledSplit'] },
  },
];
