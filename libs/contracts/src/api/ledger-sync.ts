import { z } from 'zod';
import { Amount, Insurance, Item, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

/** The HTTP calls of ledger-sync (记账). */
export const ledgerSyncApi = {
  postings: operation({
    id: 'postings',
    service: 'ledger-sync',
    method: 'GET',
    path: '/persons/{id}/postings',
    roles: ['payer', 'hrss', 'medical-bureau', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary:
      'What the bureaus have booked for a person, month by month, with the unmet conditions of the others.',
    params: z.strictObject({ id: Uuid }),
    query: z.strictObject({ month: MonthText.optional() }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          insurance: Insurance,
          month: MonthText,
          bundleId: z.string().optional(),
          status: z.enum(['waiting', 'requested', 'posted', 'refused', 'unknown', 'reversed']),
          requestId: Uuid.optional(),
          bureauReceiptNo: z.string().optional(),
          reason: z.string().optional(),
          items: z.array(z.strictObject({ item: Item, amount: Amount })),
          total: Amount,
          conditions: z.array(z.record(z.string(), z.unknown())),
        }),
      ),
    }),
    rejections: ['person-not-found'],
  }),
} as const satisfies Record<string, Operation>;
