import { z } from 'zod';
import { Channel, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

/** What a number can be the number of. */
export const searchedKinds = [
  'order',
  'receipt',
  'channel-transaction',
  'refund',
  'case',
  'person',
  'bundle',
  'quote',
  'channel-order',
  'payment-number',
  'channel-bill',
  'treasury-item',
  'case-reference',
] as const;

/** Finding anything by a number that somebody reads out. */
export const searchApi = {
  search: operation({
    id: 'search',
    service: 'payment',
    method: 'POST',
    path: '/searches',
    roles: ['operator', 'auditor'],
    status: 200,
    // It changes nothing; the number is in the body because addresses are logged.
    idempotencyKey: 'none',
    summary:
      'Orders, refunds and cases by any of their numbers: of order, receipt, bundle, refund, case, person ' +
      'or paid quote; of the channel, its order, bill or refund; of payment (缴费编号); of the treasury ' +
      '(委托日期、征收机关代码、交易流水号 in a row); or what a case is about. The latest first, at most 50.',
    body: z.strictObject({ number: z.string().trim().min(4).max(120) }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          /** What the number is of. */
          found: z.enum(searchedKinds),
          orderId: Uuid.optional(),
          refundId: Uuid.optional(),
          caseId: Uuid.optional(),
          personId: Uuid.optional(),
          insurance: Insurance.optional(),
          months: z.array(MonthText),
          channel: Channel.optional(),
          channelTransactionNo: z.string().optional(),
          receiptNo: z.string().optional(),
          status: z.string(),
          /** Yuan. */
          amount: z.string(),
          at: InstantText.optional(),
        }),
      ),
    }),
  }),
} as const satisfies Record<string, Operation>;
