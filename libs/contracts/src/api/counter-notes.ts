import { z } from 'zod';
import { Amount, InstantText, Insurance, MonthText, TransactionNo, Uuid } from '../primitives';
import { operation, type Operation, type Role } from './operation';

const counters: readonly Role[] = ['bank', 'tax-desk'];
const numberPath = z.strictObject({ channelTransactionNo: TransactionNo });
const report = z.strictObject({
  quoteToken: z.string().min(1).max(60_000),
  amount: Amount,
  paidAt: InstantText,
  method: z.enum(['cash', 'card']),
});

/** What a counter notes before it takes money, for a teller whose machine fails (ADR 90). */
export const counterNotesApi = {
  noteCollection: operation({
    id: 'noteCollection',
    service: 'payment',
    method: 'PUT',
    path: '/collections/{channelTransactionNo}/note',
    roles: counters,
    status: 204,
    summary:
      'Note a collection before its money is taken: nothing is booked. It is then reported with ' +
      'POST /collections, with the same content. The note is the caller’s alone.',
    params: numberPath,
    body: report,
    reply: z.undefined(),
    rejections: ['quote-token-invalid', 'bank-not-in-district', 'amount-not-positive'],
  }),
  notedCollections: operation({
    id: 'notedCollections',
    service: 'payment',
    method: 'GET',
    path: '/collections/noted',
    roles: counters,
    status: 200,
    summary:
      'The collections that the caller has noted and not ended, the first first, each with all that ' +
      'POST /collections asks for. `receiptNo` tells that one is booked.',
    reply: z.strictObject({
      items: z.array(
        report.extend({
          channelTransactionNo: TransactionNo,
          personId: Uuid,
          insurance: Insurance,
          months: z.array(MonthText),
          receiptNo: z.string().optional(),
        }),
      ),
    }),
  }),
  endCollectionNote: operation({
    id: 'endCollectionNote',
    service: 'payment',
    method: 'DELETE',
    path: '/collections/{channelTransactionNo}/note',
    roles: counters,
    status: 204,
    summary: 'End a note: its answer has been seen, or no money was taken. What is booked stays booked.',
    params: numberPath,
    reply: z.undefined(),
  }),
} as const satisfies Record<string, Operation>;
