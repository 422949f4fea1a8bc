import { z } from 'zod';
import { Amount, DayText, InstantText } from '../primitives';
import { operation } from './operation';

/** Configuration: lines that one export has at most; a month of a large city has more, a day has not. */
export const exportedLinesMax = 200_000;

const accountCode = z.string().regex(/^[\w.-]{1,80}$/);

/** The books: accounts and their entries. */
export const ledgerApi = {
  trialBalance: operation({
    id: 'trialBalance',
    service: 'payment',
    method: 'GET',
    path: '/ledger/trial-balance',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'All accounts, now or as they stood at a position or instant; the total is always zero.',
    query: z.strictObject({ at: z.union([z.string().regex(/^\d{1,18}$/), InstantText]).optional() }),
    reply: z.strictObject({
      position: z.string(),
      accounts: z.array(
        z.strictObject({ code: z.string(), debit: Amount, credit: Amount, balance: z.string() }),
      ),
      total: z.string(),
    }),
  }),
  entries: operation({
    id: 'entries',
    service: 'payment',
    method: 'GET',
    path: '/ledger/accounts/{code}/entries',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'The entries of an account, oldest first.',
    params: z.strictObject({ code: accountCode }),
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: z.strictObject({
      items: z.array(z.record(z.string(), z.unknown())),
      nextCursor: z.string().optional(),
    }),
  }),
  entriesFile: operation({
    id: 'entriesFile',
    service: 'payment',
    method: 'GET',
    path: '/ledger/entries.csv',
    roles: ['operator', 'auditor'],
    status: 200,
    media: 'text/csv',
    summary:
      'The entries that were booked from one day to another, of one account or of all, as a table (UTF-8 ' +
      `with a mark, for spreadsheets). At most ${exportedLinesMax.toLocaleString('en')} lines.`,
    query: z.strictObject({ from: DayText, until: DayText, account: accountCode.optional() }),
    reply: z.string(),
    rejections: ['too-many-entries'],
  }),
} as const;
