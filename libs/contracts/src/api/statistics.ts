import { daysBetween } from '@canbao/calendar';
import { z } from 'zod';
import { Amount, Channel, DayText, District, Insurance } from '../primitives';
import { operation, type Operation } from './operation';

/** Yuan; below zero where more went back than came in. */
const SignedAmount = z.string().regex(/^-?(0|[1-9]\d{0,13})\.\d{2}$/);

/** Where the money of some days is, in yuan. All of it is from the journal, save what the bureaus say. */
const measures = {
  /** Receipts, whatever became of them. */
  receipts: z.int(),
  /** What they brought. */
  moneyIn: SignedAmount,
  /** Reversed, or refunded and gone. */
  moneyOut: SignedAmount,
  /** In the funds, less what is decided to go back. */
  settled: SignedAmount,
  inSuspense: SignedAmount,
  /** Decided to go back, and not gone. */
  refundPayable: SignedAmount,
  inTreasury: SignedAmount,
  /** What the bureaus have answered that they have booked of it. */
  posted: SignedAmount,
};
const none = z.literal('-');

/** What happened on business days, counted once for all screens (ADR 75). */
export const statisticsApi = {
  statistics: operation({
    id: 'statistics',
    service: 'payment',
    method: 'GET',
    path: '/statistics',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'Money in and out, settled, in suspense, with the treasury and in the books of the bureaus: by ' +
      'business day, channel, district and insurance, of at most 400 days. Equal to the journal at ' +
      '`position`, to the fen; seconds behind it.',
    query: z
      .strictObject({ from: DayText, until: DayText })
      .refine(({ from, until }) => from <= until && daysBetween(from, until) < 400, {
        message: 'not a range of at most 400 days',
      }),
    reply: z.strictObject({
      from: DayText,
      until: DayText,
      position: z.string(),
      total: z.strictObject(measures),
      days: z.array(z.strictObject({ day: DayText, ...measures })),
      channels: z.array(z.strictObject({ channel: z.union([Channel, none]), ...measures })),
      /** Only what is settled has a district. */
      districts: z.array(
        z.strictObject({
          district: z.union([District, none]),
          settled: SignedAmount,
          posted: SignedAmount,
        }),
      ),
      insurances: z.array(z.strictObject({ insurance: z.union([Insurance, none]), ...measures })),
      /** What the days moved on each account: over all days, the trial balance at `position`. */
      accounts: z.array(z.strictObject({ code: z.string(), debit: Amount, credit: Amount })),
    }),
  }),
} as const satisfies Record<string, Operation>;
