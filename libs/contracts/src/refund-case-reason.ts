import { z } from 'zod';

/** Why the money of a paid month has to go back. */
export const RefundCaseReason = z.enum([
  'death',
  'employer-cover',
  'retired',
  'transferred-out',
  'left-country',
  'stopped',
  'posting-refused',
  'bill-withdrawn',
]);
