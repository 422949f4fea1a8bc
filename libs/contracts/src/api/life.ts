import { z } from 'zod';
import { Channel, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, serviceNames, type Operation } from './operation';

/** A stored fact of an order's life. Events hold no personal data. */
export const LifeItem = z.strictObject({
  at: InstantText,
  service: z.enum(serviceNames),
  type: z.string(),
  stream: z.string(),
  version: z.int(),
  position: z.string(),
  eventId: Uuid,
  /** Who or what caused it. */
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type LifeItem = z.infer<typeof LifeItem>;

const roles = ['operator', 'auditor'] as const;
const items = z.array(LifeItem);

/** An order from its quote to the bureau's answer and the treasury: each service tells its own part. */
export const lifeApi = {
  payment: {
    orderLife: operation({
      id: 'orderLife',
      service: 'payment',
      method: 'GET',
      path: '/orders/{id}/life',
      roles,
      status: 200,
      summary:
        'Everything that was stored about an order, in the order in which it happened: quote, order, ' +
        'payment, settlement, postings and the bureau’s answers, treasury, refunds; and its cases.',
      params: z.strictObject({ id: Uuid }),
      gathers: ['quoteLife', 'postingLife'],
      reply: z.strictObject({
        orderId: Uuid,
        status: z.string(),
        personId: Uuid.optional(),
        insurance: Insurance.optional(),
        months: z.array(MonthText),
        channel: Channel,
        channelTransactionNo: z.string().optional(),
        receiptNo: z.string().optional(),
        quoteId: Uuid.optional(),
        total: z.string(),
        inSuspense: z.string().optional(),
        refunds: z.array(Uuid),
        cases: z.array(
          z.strictObject({
            caseId: Uuid,
            kind: z.string(),
            status: z.enum(['open', 'closed']),
            cause: z.string(),
          }),
        ),
        items,
      }),
      rejections: ['order-not-found'],
    }),
  },
  assessment: {
    quoteLife: operation({
      id: 'quoteLife',
      service: 'assessment',
      method: 'GET',
      path: '/quotes/{id}/life',
      roles,
      status: 200,
      summary: 'Of `orderLife`, the answer of assessment: the quote as it was issued, with its certificate.',
      params: z.strictObject({ id: Uuid }),
      reply: z.strictObject({ items }),
    }),
  },
  'ledger-sync': {
    postingLife: operation({
      id: 'postingLife',
      service: 'ledger-sync',
      method: 'GET',
      path: '/persons/{id}/posting-life',
      roles,
      status: 200,
      summary:
        'Of `orderLife`, the answer of ledger-sync: requests to the bureau about months of a person, and ' +
        'its answers.',
      params: z.strictObject({ id: Uuid }),
      query: z.strictObject({
        insurance: Insurance,
        months: z
          .string()
          .regex(/^\d{4}-\d{2}(,\d{4}-\d{2}){0,59}$/)
          .transform((text) => text.split(','))
          .pipe(z.array(MonthText)),
      }),
      reply: z.strictObject({ items }),
    }),
  },
} as const satisfies Record<string, Record<string, Operation>>;
