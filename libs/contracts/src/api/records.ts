import { z } from 'zod';
import { Amount, DayText, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

const count = z.int().min(0);
const sums = { counted: count, amount: Amount, personalAccount: Amount };

/**
 * How a month of a record stands. `paid` and `carried` count, the second by the bureau's word; `prepaid` has
 * not begun; `not-booked` and `goes-back` are paid and do not count; an employer covers an `elsewhere` month;
 * a `gap` has closed unpaid; of a `returned` one there is nothing to say but that its money went back.
 */
export const RecordedMonthState = z.enum([
  'paid',
  'carried',
  'prepaid',
  'not-booked',
  'goes-back',
  'elsewhere',
  'gap',
  'returned',
]);
export type RecordedMonthState = z.output<typeof RecordedMonthState>;

/** What is recorded of one insurance. Amounts in yuan, late fees apart. */
export const RecordedInsurance = z.strictObject({
  insurance: Insurance,
  enrolledFrom: DayText.optional(),
  carriedThrough: MonthText.optional().describe("The bureau's word: paid through this month before."),
  ...sums,
  cumulative: z.strictObject({ years: count, months: count }).optional().describe('缴费年限'),
  carried: count.describe("Of the months counted, those that are the bureau's word: without figures."),
  withoutAmount: count.describe('Months counted whose amount is not stored: it is in no sum.'),
  withoutAccount: count.describe('Months counted whose part of the personal account is not known.'),
  gaps: z.array(z.strictObject({ from: MonthText, until: MonthText, months: count })),
  judgedFrom: MonthText.optional().describe('Unpaid months of the enrolment before this one are not judged.'),
  years: z.array(
    z.strictObject({
      year: z.int(),
      ...sums,
      months: z.array(
        z.strictObject({
          month: MonthText,
          state: RecordedMonthState,
          paidOn: DayText.optional(),
          amount: Amount.optional(),
          personalAccount: Amount.optional(),
          adjustments: z
            .array(
              z.strictObject({
                state: z.enum(['owed', 'paid', 'refunded']),
                on: DayText,
                amount: Amount,
                personalAccount: Amount.optional(),
              }),
            )
            .optional()
            .describe(
              '多退少补: what final limits have added, or given back; in the sums unless it is owed.',
            ),
          returned: z
            .array(z.strictObject({ paidOn: DayText, returnedOn: DayText, amount: Amount }))
            .optional()
            .describe('What was paid for the month and went back whole, by refund or reversal.'),
        }),
      ),
    }),
  ),
  payable: z
    .array(
      z.strictObject({
        month: MonthText,
        until: DayText.optional().describe('The last day on which it can be paid, where one is known.'),
        route: z.literal('deferral').optional(),
        total: Amount.optional(),
        limits: z.strictObject({ lower: Amount, upper: Amount }).optional(),
        notesZh: z.array(z.string()).optional(),
        billId: z.string().optional(),
      }),
    )
    .describe('What could still be paid, as the payables tell it.'),
  parameters: z.array(z.record(z.string(), z.unknown())).describe('The rules, with their sources.'),
});
export type RecordedInsurance = z.output<typeof RecordedInsurance>;

const record = {
  recordNo: z.string(),
  asOf: DayText,
  knownAt: InstantText.describe('What was known at this instant is in it.'),
  insurances: z.array(RecordedInsurance),
  holder: z.string().optional(),
  name: z.string().optional(),
};

/** A person's contributions over the years (社会保险费缴费记录). */
export const RecordPaper = z.strictObject({
  ...record,
  code: z.string().describe('防伪码：/verify/{code}'),
  personId: Uuid,
});
export type RecordPaper = z.output<typeof RecordPaper>;

/** What a record with a code said, and whether every month that it counts still counts. */
export const RecordCheck = z.strictObject({
  kind: z.literal('record'),
  ...record,
  state: z.enum(['valid', 'changed']),
  checkedAt: InstantText,
});
export type RecordCheck = z.output<typeof RecordCheck>;

/** Contribution records (缴费记录). */
export const recordsApi = {
  contributionRecord: operation({
    id: 'contributionRecord',
    service: 'assessment',
    method: 'GET',
    path: '/persons/{id}/contribution-record',
    roles: ['payer', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    paper: 'record',
    summary:
      'The months paid over the years for each insurance, with cumulative years (缴费年限), personal account, ' +
      'gaps and what could still be paid; as it stood at the end of a day.',
    params: z.strictObject({ id: Uuid }),
    query: z.strictObject({
      /** With what was known by the end of the day; now where it is left out. */
      asOf: DayText.optional(),
    }),
    reply: RecordPaper,
    rejections: ['person-not-found', 'day-in-future'],
  }),
  verifyRecord: operation({
    id: 'verifyRecord',
    service: 'assessment',
    method: 'GET',
    path: '/record-checks/{code}',
    roles: [],
    status: 200,
    paper: 'check',
    summary:
      'Whether a contribution record is genuine, by the code on it: what it said, and whether that still ' +
      'holds, the name masked. Anyone may ask; at the front door `/verify/{code}` leads here.',
    params: z.strictObject({ code: z.string().max(80) }),
    reply: RecordCheck,
    rejections: ['paper-not-genuine'],
  }),
} as const satisfies Record<string, Operation>;
