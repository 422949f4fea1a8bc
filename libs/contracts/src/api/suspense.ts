import { z } from 'zod';
import { Amount, Channel, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';
import { ProposalReply } from './proposals';

const line = z.strictObject({
  lineId: Uuid,
  orderId: Uuid,
  personId: Uuid.optional(),
  insurance: Insurance.optional(),
  channel: Channel.optional(),
  channelTransactionNo: z.string().optional(),
  receiptNo: z.string().optional(),
  paidAt: InstantText.optional(),
  amount: Amount,
  months: z.array(MonthText),
  because: z.string(),
  since: InstantText,
  proposal: z
    .strictObject({
      way: z
        .enum(['back', 'owed-or-back', 'gone'])
        .describe(
          'back: the way it came; owed-or-back: to its months where they are still owed and payable, else ' +
            'back; gone: a reversal has taken it back already.',
        ),
      leavesFrom: InstantText.optional().describe('From then on it leaves by itself; else operators say.'),
    })
    .describe('What the rule of the cause proposes.'),
  way: z.enum(['obligation', 'back', 'gone', 'reversed']).optional(),
  leftAt: InstantText.optional(),
});

/** Money in suspense, and its ways out. */
export const suspenseApi = {
  suspense: operation({
    id: 'suspense',
    service: 'payment',
    method: 'GET',
    path: '/suspense',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'Money in suspense, the oldest first: each line with its one cause, the way out that its rule ' +
      'proposes, and, once it has left, which way it took.',
    query: z.strictObject({
      status: z.enum(['open', 'left']).optional(),
      orderId: Uuid.optional(),
      cursor: z
        .string()
        .regex(/^[0-9T:.+-]{29}_[0-9a-f-]{36}$/)
        .optional(),
    }),
    reply: z.strictObject({ items: z.array(line), nextCursor: z.string().optional() }),
  }),
  resolveSuspense: operation({
    id: 'resolveSuspense',
    service: 'payment',
    method: 'POST',
    path: '/suspense/{id}/resolution',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose the way out of a line: `back` to whoever paid it, or to an `obligation`, which is what the ' +
      'order was opened for or what `quoteToken` says. Done once another operator approves it (POST ' +
      '/operations/payment/proposals/{id}/approval); a line leaves once.',
    params: z.strictObject({ id: Uuid }),
    body: z.strictObject({
      way: z.enum(['obligation', 'back']),
      quoteToken: z.string().min(1).max(60_000).optional(),
      purpose: z
        .string()
        .regex(/^(?!.*\d{15})[\w.:#/ -]{1,80}$/)
        .describe('A ticket number or a few words, without names.'),
    }),
    reply: ProposalReply,
    rejections: [
      'suspense-not-found',
      'suspense-left',
      'suspense-without-quote',
      'suspense-amount-differs',
      'suspense-not-payable',
      'quote-token-invalid',
      'proposal-open',
    ],
  }),
} as const satisfies Record<string, Operation>;
