import { z } from 'zod';
import { Condition } from '../condition';
import { Amount, DayText, InstantText, Item, MonthText, Uuid } from '../primitives';
import { backPayStandard } from './back-pay-standards';
import { operation, type Operation } from './operation';

const idPath = z.strictObject({ id: Uuid });
/** The agency's own number of a bill. */
const BillNo = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/);
/** Pushed less own; may be below zero. */
const SignedAmount = z.string().regex(/^-?(0|[1-9]\d{0,13})\.\d{2}$/);

const billedMonths = z
  .array(
    z.strictObject({
      month: MonthText,
      items: z
        .array(z.strictObject({ item: Item, amount: Amount }))
        .min(1)
        .max(4),
      lateFee: Amount,
    }),
  )
  .min(1)
  .max(120);
/** What a bill says beside its months. */
const terms = {
  /** The last day on which it can be paid. */
  payableUntil: DayText.optional(),
  /** The day up to which its late fees are counted; that of the push where none is given. */
  lateFeeTo: DayText.optional(),
};
/** What the agency adds the bill up to: refused where the lines do not. */
const total = Amount.optional();

/** A line of a file of bills: the number and the sum are required, so that a file can be sent again. */
export const BillLine = z.strictObject({
  billNo: BillNo,
  personId: Uuid,
  months: billedMonths,
  total: Amount,
  ...terms,
});
/** A bill of a file. */
export type BillLine = z.infer<typeof BillLine>;

/** What an agency writes to its topic; the record's key is the person. */
export const BillMessage = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('push'), messageId: Uuid, ...BillLine.shape }),
  z.strictObject({
    action: z.literal('replace'),
    messageId: Uuid,
    personId: Uuid,
    billId: Uuid,
    months: billedMonths,
    total: Amount,
    ...terms,
  }),
  z.strictObject({ action: z.literal('withdraw'), messageId: Uuid, personId: Uuid, billId: Uuid }),
]);
/** A message of an agency. */
export type BillMessage = z.infer<typeof BillMessage>;

/** A pushed amount beside ours, where they differ: what was pushed counts. */
export const BillDifference = z.strictObject({
  month: MonthText,
  item: Item,
  pushed: Amount,
  own: Amount,
  difference: SignedAmount,
});
const bill = z.strictObject({
  billId: Uuid,
  total: Amount,
  lateFee: Amount,
  /** Where our own arithmetic comes to other amounts. */
  differences: z.array(BillDifference).optional(),
});

const ownLine = z.strictObject({
  item: Item,
  amount: Amount,
  /** Our own arithmetic; absent where the rules have no row. */
  own: Amount.optional(),
  difference: SignedAmount.optional(),
  /** What was paid, where that is another amount: on a quote from before the bill was sent anew. */
  paid: Amount.optional(),
});
const billView = z.strictObject({
  billId: Uuid,
  personId: Uuid,
  billNo: z.string().optional(),
  status: z.enum(['open', 'paid', 'expired', 'withdrawn']),
  payableUntil: DayText.optional(),
  lateFeeTo: DayText.optional(),
  total: Amount,
  lateFee: Amount,
  months: z.array(
    z.strictObject({
      month: MonthText,
      /** Closed: something else than the bill stands in the way. */
      status: z.enum(['payable', 'part-paid', 'paid', 'expired', 'closed']),
      conditions: z.array(Condition).optional(),
      lines: z.array(ownLine),
      /** The late fee is computed on the day of payment. */
      lateFeeBy: z.literal('platform').optional(),
    }),
  ),
  history: z.array(
    z.strictObject({
      what: z.enum(['pushed', 'replaced', 'withdrawn', 'expired', 'paid']),
      at: InstantText,
      eventId: Uuid,
      months: z.array(MonthText),
      total: Amount.optional(),
      lateFee: Amount.optional(),
      payableUntil: DayText.optional(),
    }),
  ),
});

const fault = z.strictObject({
  /** Of a file. */
  line: z.int().optional(),
  billNo: z.string().optional(),
  month: MonthText.optional(),
  item: Item.optional(),
  code: z.string(),
});
const intake = z.strictObject({
  id: Uuid,
  way: z.enum(['file', 'message']),
  outcome: z.enum(['accepted', 'refused', 'parked']),
  at: InstantText,
  action: z.enum(['push', 'replace', 'withdraw']).optional(),
  personId: Uuid.optional(),
  billId: Uuid.optional(),
  because: z.string().optional(),
  faults: z.array(fault).optional(),
  faultsLeftOut: z.int().optional(),
  /** Of a file. */
  bills: z.int().optional(),
  repeated: z.int().optional(),
  total: Amount.optional(),
});

const billRejections = [
  'not-registered',
  'no-rate-for-month',
  'month-not-past',
  'duplicate-month',
  'already-paid',
  'bill-exists',
  'person-deceased',
  'covered-by-employer',
  'unknown-item',
  'duplicate-item',
  'mixed-schemes',
  'bundle-incomplete',
  'nothing-to-pay',
  'amount-out-of-range',
  'late-fee-not-charged',
  'total-mismatch',
  'already-expired',
];

/** The HTTP calls about back-payment bills (推送补缴数据). */
export const backPayBillsApi = {
  pushBill: operation({
    id: 'pushBill',
    service: 'assessment',
    method: 'POST',
    path: '/back-pay-bills',
    roles: ['agency'],
    status: 201,
    summary: 'Push medical arrears so that they become payable (推送补缴数据).',
    body: z.strictObject({
      personId: Uuid,
      billNo: BillNo.optional(),
      months: billedMonths,
      total,
      ...terms,
    }),
    reply: bill,
    rejections: ['bill-number-reused', ...billRejections],
  }),
  replaceBill: operation({
    id: 'replaceBill',
    service: 'assessment',
    method: 'PUT',
    path: '/back-pay-bills/{id}',
    roles: ['agency'],
    status: 200,
    summary: 'Send a bill anew. What has been paid under it stays paid.',
    params: idPath,
    body: z.strictObject({ personId: Uuid.optional(), months: billedMonths, total, ...terms }),
    reply: bill,
    rejections: ['bill-not-found', ...billRejections],
  }),
  withdrawBill: operation({
    id: 'withdrawBill',
    service: 'assessment',
    method: 'DELETE',
    path: '/back-pay-bills/{id}',
    roles: ['agency'],
    status: 200,
    summary: 'Withdraw a bill, except for the months that money has come in for.',
    params: idPath,
    reply: z.strictObject({ billId: Uuid, remainingMonths: z.array(MonthText) }),
    rejections: ['bill-not-found', 'bill-paid'],
  }),
  bill: operation({
    id: 'bill',
    service: 'assessment',
    method: 'GET',
    path: '/back-pay-bills/{id}',
    roles: ['agency', 'operator', 'auditor'],
    status: 200,
    summary: 'A bill as it stands, with our own arithmetic beside every pushed amount, and its history.',
    params: idPath,
    reply: billView,
    rejections: ['bill-not-found'],
  }),
  backPayStandard,
  pushBillFile: {
    lines: BillLine,
    ...operation({
      id: 'pushBillFile',
      service: 'assessment',
      method: 'POST',
      path: '/back-pay-bill-files',
      roles: ['agency'],
      status: 200,
      idempotencyKey: 'none',
      summary:
        'Push bills in a file of JSON lines, one bill a line. It is refused whole, and every wrong line is ' +
        'named; the same file again pushes nothing twice.',
      /** Control totals of the file: refused where the lines say otherwise. */
      query: z.strictObject({
        count: z
          .string()
          .regex(/^\d{1,6}$/)
          .optional(),
        total: Amount.optional(),
      }),
      reply: z.strictObject({
        fileId: Uuid,
        bills: z.int(),
        repeated: z.int(),
        total: Amount,
        /** Lines that another fact overtook while the file was taken; the others stand. */
        overtaken: z.array(fault),
      }),
      rejections: ['bill-file-refused'],
    }),
  },
  bills: operation({
    id: 'bills',
    service: 'assessment',
    method: 'GET',
    path: '/persons/{id}/back-pay-bills',
    roles: ['agency', 'operator', 'auditor'],
    status: 200,
    summary: 'The bills of a person as they stand, the latest first.',
    params: idPath,
    reply: z.strictObject({ items: z.array(billView) }),
  }),
  billIntake: operation({
    id: 'billIntake',
    service: 'assessment',
    method: 'GET',
    path: '/back-pay-bill-intake',
    roles: ['agency', 'operator', 'auditor'],
    status: 200,
    summary: 'What became of files and messages of bills, the latest first, in pages of 50.',
    query: z.strictObject({
      id: Uuid.optional(),
      outcome: z.enum(['accepted', 'refused', 'parked']).optional(),
      before: z
        .string()
        .regex(/^\d{1,19}$/)
        .optional(),
    }),
    reply: z.strictObject({ items: z.array(intake), nextCursor: z.string().optional() }),
  }),
} as const satisfies Record<string, Operation>;
