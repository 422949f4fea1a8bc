import { z } from 'zod';
import { Condition } from '../condition';
import {
  Amount,
  Channel,
  InstantText,
  Item,
  MiniProgram,
  MonthText,
  TransactionNo,
  Uuid,
} from '../primitives';
import { counterNotesApi } from './counter-notes';
import { dayEndApi } from './day-end';
import { ledgerApi } from './ledger';
import { lifeApi } from './life';
import { notificationsApi } from './notifications';
import { operation, type Operation } from './operation';
import { certificate, receipt, statement, verifyPaper } from './papers';
import { paymentNumbersApi } from './payment-numbers';
import { privacyApi } from './privacy';
import { receiptProof } from './proof';
import { searchApi } from './search';
import { statisticsApi } from './statistics';
import { whyApi } from './why';

const orderPath = z.strictObject({ id: Uuid });
const token = z.string().min(1).max(60_000);
/**
 * Money taken at a counter; `amount` in yuan. `items` marks an old message that carries only some items of a
 * pooled month.
 */
export const CollectionReport = z.strictObject({
  quoteToken: token,
  channelTransactionNo: TransactionNo,
  amount: Amount,
  paidAt: InstantText,
  method: z.enum(['cash', 'card']),
  items: z.array(Item).min(1).max(4).optional(),
});
/** A report as parsed. */
export type CollectionReport = z.output<typeof CollectionReport>;
const collection = z.strictObject({
  orderId: Uuid,
  status: z.enum(['paid', 'in-suspense', 'incomplete', 'reversed']),
  receiptNo: z.string(),
  total: Amount,
  amount: Amount,
  because: z.string().optional(),
  /** Yuan of the months that could not settle while others did. */
  inSuspense: Amount.optional(),
  missingItems: z.array(Item).optional(),
  conditions: z.array(Condition).optional(),
});
const order = z.strictObject({
  orderId: Uuid,
  personId: Uuid.optional(),
  /** `placing`, `closing`: the channel is asked. `unknown`: it has not said; it is asked until it does. */
  status: z.enum([
    'open',
    'placing',
    'closing',
    'unknown',
    'closed',
    'paid',
    'in-suspense',
    'incomplete',
    'reversed',
  ]),
  channel: Channel,
  total: Amount,
  payBy: InstantText,
  months: z.array(MonthText),
  receiptNo: z.string().optional(),
  because: z.string().optional(),
  /** Yuan of the months that could not settle while others did. */
  inSuspense: Amount.optional(),
  /** Refunds of its months, the first one first; GET /refunds/{id} says more. */
  refunds: z.array(z.strictObject({ refundId: Uuid, status: z.string() })).optional(),
  /** For its payer, while the order can be paid: with these the wallet opens. */
  channelParameters: z.record(z.string(), z.string()).optional(),
  /** When the channel is asked again how the order stands (after 30 s, 1 min, 5 min, then every 30 min). */
  askedAgainAt: InstantText.optional(),
});

/** The HTTP calls of payment. */
export const paymentApi = {
  openOrder: operation({
    id: 'openOrder',
    service: 'payment',
    method: 'POST',
    path: '/orders',
    roles: ['payer'],
    status: 201,
    summary:
      'Open an order from a quote that was given to this payer in this channel, for a person that the ' +
      'payer may act for. It closes by itself when a month is no longer payable. It is placed at the ' +
      'channel under its id without hyphens; `channelParameters` open the wallet. They are empty where the ' +
      'channel is not connected, or has not answered yet (`placing`, `unknown`): GET /orders/{id} has ' +
      'them then.',
    body: z.strictObject({
      quoteToken: token,
      channel: MiniProgram,
      payerReference: z
        .string()
        .regex(/^[\w.-]{1,64}$/)
        .optional()
        .describe(
          'The openid or buyer id of the payer at the channel; the subject of the sign-in by default.',
        ),
    }),
    reply: z.strictObject({
      orderId: Uuid,
      status: z.string(),
      total: Amount,
      payBy: InstantText,
      channelParameters: z.record(z.string(), z.string()),
      askedAgainAt: InstantText.optional(),
    }),
    rejections: [
      'quote-token-invalid',
      'person-not-found',
      'quote-expired',
      'quote-of-another-payer',
      'channel-mismatch',
      'month-not-payable',
      'month-already-paid',
      'month-in-payment',
      'month-in-debit-run',
    ],
  }),
  closeOrder: operation({
    id: 'closeOrder',
    service: 'payment',
    method: 'POST',
    path: '/orders/{id}/close',
    roles: ['payer'],
    status: 200,
    summary:
      'Close an order before payment, at its channel first: `closing` until the channel has said that it ' +
      'was not paid. One that was paid is paid.',
    params: orderPath,
    body: z.strictObject({}).optional(),
    reply: z.strictObject({ orderId: Uuid, status: z.string() }),
    rejections: ['order-not-found', 'order-not-open'],
  }),
  orders: operation({
    id: 'orders',
    service: 'payment',
    method: 'GET',
    path: '/orders',
    roles: ['payer'],
    status: 200,
    summary: "The payer's own orders, the latest opened first.",
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: z.strictObject({ items: z.array(order), nextCursor: z.string().optional() }),
  }),
  order: operation({
    id: 'order',
    service: 'payment',
    method: 'GET',
    path: '/orders/{id}',
    roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary: 'An order as it stands.',
    params: orderPath,
    reply: order,
    rejections: ['order-not-found'],
  }),
  collect: operation({
    id: 'collect',
    service: 'payment',
    method: 'POST',
    path: '/collections',
    roles: ['bank', 'tax-desk'],
    status: 201,
    summary:
      'Report money taken at a counter: opens and captures in one call. Money that does not match its ' +
      'quote is kept in suspense, not refused. `items` marks an old message that carries only some items ' +
      'of a pooled month.',
    body: CollectionReport,
    reply: collection,
    rejections: ['bank-not-in-district', 'amount-not-positive', 'transaction-number-reused'],
  }),
  collectFile: {
    lines: CollectionReport,
    ...operation({
      id: 'collectFile',
      service: 'payment',
      method: 'POST',
      path: '/collection-files',
      roles: ['bank', 'tax-desk'],
      status: 200,
      idempotencyKey: 'none',
      summary:
        'Report up to 100,000 collections in one file of JSON lines, each as for POST /collections. A line ' +
        'that is refused does not hold up the others; the answer comes when all are booked. No key is ' +
        'needed: a line sent again is recognised by its transaction number, counted as `repeated` and ' +
        'books nothing; `amount` is what this file booked.',
      reply: z.strictObject({
        lines: z.int(),
        paid: z.int(),
        incomplete: z.int(),
        inSuspense: z.int(),
        reversed: z.int(),
        repeated: z.int(),
        refused: z.int(),
        amount: Amount,
        exceptions: z.array(
          z.strictObject({
            line: z.int(),
            channelTransactionNo: z.string().optional(),
            status: z.string().optional(),
            because: z.string().optional(),
            code: z.string().optional(),
            userMessage: z.string().optional(),
          }),
        ),
        exceptionsLeftOut: z.int(),
      }),
      rejections: ['bank-not-in-district', 'amount-not-positive', 'transaction-number-reused'],
    }),
  },
  conflictingReports: operation({
    id: 'conflictingReports',
    service: 'payment',
    method: 'GET',
    path: '/conflicting-reports',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'Reports under a transaction number that was used on the same day for other content, oldest first. ' +
      'They were answered with `transaction-number-reused` and booked nothing; see `orderId`.',
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          orderId: Uuid,
          channel: Channel,
          channelTransactionNo: z.string(),
          amount: Amount,
          paidAt: InstantText,
          receivedAt: InstantText,
        }),
      ),
      nextCursor: z.string().optional(),
    }),
  }),
  reverse: operation({
    id: 'reverse',
    service: 'payment',
    method: 'POST',
    path: '/collections/{channelTransactionNo}/reversal',
    roles: ['bank', 'tax-desk'],
    status: 200,
    summary:
      'Undo a collection of the day (冲正); one of an earlier day needs a refund. A reversal that ' +
      'overtakes its original is recorded, and the original is void when it arrives.',
    params: z.strictObject({ channelTransactionNo: TransactionNo }),
    body: z.strictObject({ reason: z.string().max(200).optional() }).optional(),
    reply: z.strictObject({ orderId: Uuid, status: z.enum(['reversed', 'awaiting-original']) }),
    rejections: ['bank-not-in-district', 'reversal-too-late', 'part-already-settled', 'refund-decided'],
  }),
  ...counterNotesApi,
  receipt,
  certificate,
  yearlyStatement: statement,
  verifyPaper,
  receiptProof,
  ...dayEndApi,
  ...notificationsApi,
  ...paymentNumbersApi,
  ...ledgerApi,
  ...statisticsApi,
  ...searchApi,
  ...lifeApi.payment,
  ...whyApi.payment,
  ...privacyApi.payment,
} as const satisfies Record<string, Operation>;
