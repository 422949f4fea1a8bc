/** Step of the pension base: whole yuan. No source states a step, hence configuration `pension.baseStep`. */
import { day, type Day } from '@canbao/calendar';
import { isMultipleOf, yuan, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Steps in yuan, by the day of payment. */
export const pensionBaseSteps: readonly Row<Day, Yuan>[] = [
  {
    from: day('2022-01-01'),
    value: yuan('1.00'),
    configuration: true,
    source: { sources: ['pension.baseStep'] },
  },
];

/** True when the base is a whole multiple of the step. */
export const fitsStep = (base: Yuan, step: Yuan): boolean => isMultipleOf(base, step);
