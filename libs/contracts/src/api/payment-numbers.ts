import { z } from 'zod';
import { Amount, InstantText, Uuid } from '../primitives';
import { operation } from './operation';

const token = z.string().min(1).max(60_000);
/** Configuration: many times a message of WeChat 生活缴费. */
const messageBytesMax = 32 * 1024;

/** WeChat 生活缴费: the payer takes a number along, and WeChat asks what it owes (ADR 51). */
export const paymentNumbersApi = {
  issuePaymentNumber: operation({
    id: 'issuePaymentNumber',
    service: 'payment',
    method: 'POST',
    path: '/payment-numbers',
    roles: ['payer'],
    status: 201,
    summary:
      'Open an order from a quote that was given to this payer in WeChat, to be paid in WeChat 生活缴费 by ' +
      'the number in the answer (缴费编号) until `payBy`. It is an order like any other: it holds its months, ' +
      'and is closed by `POST /orders/{id}/close`.',
    body: z.strictObject({ quoteToken: token }),
    reply: z.strictObject({
      orderId: Uuid,
      paymentNumber: z.string().regex(/^\d{16}$/),
      total: Amount,
      payBy: InstantText,
    }),
    rejections: [
      'channel-not-connected',
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
  weChatBills: {
    raw: { bytesMax: messageBytesMax },
    ...operation({
      id: 'weChatBills',
      service: 'payment',
      method: 'POST',
      path: '/channel-bills/wechat',
      roles: [],
      status: 200,
      idempotencyKey: 'none',
      summary:
        'A message of WeChat 生活缴费, as WeChat signs and sends it: 查账, 销账, its result, or 冲正. It is ' +
        'verified on the bytes that came; the answer has the same form and is signed.',
      reply: z.string(),
      rejections: [],
    }),
  },
} as const;
