import { z } from 'zod';
import { Amount, Item, MonthText, Scheme } from '../primitives';
import { operation } from './operation';

/** A start for a bill of a month, whose own standard it is. */
export const backPayStandard = operation({
  id: 'backPayStandard',
  service: 'assessment',
  method: 'GET',
  path: '/back-pay-standards/{month}',
  roles: ['agency'],
  status: 200,
  summary:
    'What a medical month costs by the rules of that month, item by item, as a start for a bill. A ' +
    'surcharge of the year is among the items: only the agency knows in which month it is paid.',
  params: z.strictObject({ month: MonthText }),
  query: z.strictObject({ scheme: Scheme }),
  reply: z.strictObject({
    month: MonthText,
    scheme: Scheme,
    items: z.array(z.strictObject({ item: Item, amount: Amount })),
  }),
  rejections: ['no-rate-for-month'],
});
