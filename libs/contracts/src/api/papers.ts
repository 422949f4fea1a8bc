import { z } from 'zod';
import {
  Amount,
  Channel,
  DayText,
  InstantText,
  Insurance,
  Item,
  MonthText,
  RateText,
  Uuid,
} from '../primitives';
import { operation } from './operation';
import { RecordCheck } from './records';

/**
 * Where the money of a line is: booked to its month; waiting for the rest of its bundle; in suspense; on its
 * way back; gone back.
 */
export const PaperLineState = z.enum([
  'settled',
  'waiting',
  'in-suspense',
  'refund-under-way',
  'refunded',
  'reversed',
]);

/** A line of a paper: what was paid for which period. Money in suspense may have no item and no month. */
export const PaperLine = z.strictObject({
  name: z.string().describe('征收品目'),
  item: Item.optional(),
  month: MonthText.optional(),
  /** The first and the last day of the period (所属期起止). */
  from: DayText.optional(),
  to: DayText.optional(),
  base: Amount.optional(),
  rate: RateText.optional(),
  amount: Amount,
  state: PaperLineState,
  because: z.string().optional(),
  treasuryReceivedOn: DayText.optional().describe('入库日期'),
  refundedOn: DayText.optional().describe('退库日期'),
});
export type PaperLine = z.output<typeof PaperLine>;

/** What a paper says as a whole. */
export const PaperState = z.enum([
  'valid',
  'in-suspense',
  'refund-under-way',
  'partly-refunded',
  'refunded',
  'reversed',
]);
export type PaperState = z.output<typeof PaperState>;

/**
 * What any paper brings along. `code` is what anyone can check; `holder` leads the portal to the name in
 * registration, which it then puts in its place: `name`, in full or masked by who asks.
 */
const paper = {
  code: z.string().describe('防伪码：/verify/{code}'),
  holder: z.string().optional(),
  name: z.string().optional(),
};
const receiptNumber = z.string().max(40);

/** A receipt as payment answers it. */
export const ReceiptPaper = z.strictObject({
  ...paper,
  receiptNo: z.string(),
  orderId: Uuid,
  personId: Uuid.optional(),
  insurance: Insurance.optional(),
  status: z.string(),
  state: PaperState,
  channel: Channel,
  channelTransactionNo: z.string(),
  paidAt: InstantText,
  payBy: InstantText,
  months: z.array(MonthText),
  lines: z.array(PaperLine),
  currency: z.literal('CNY'),
  total: Amount,
  received: Amount.describe('The money that was received: the sum of the lines.'),
  receivedInWords: z.string().describe('大写'),
  because: z.string().optional(),
  /** Yuan of the months that could not settle while others did. */
  inSuspense: Amount.optional(),
});
export type ReceiptPaper = z.output<typeof ReceiptPaper>;

/** A certificate of payment (社会保险费缴费证明): what the treasury has received of a receipt. */
export const CertificatePaper = z.strictObject({
  ...paper,
  certificateNo: z.string(),
  receiptNo: z.string(),
  personId: Uuid,
  insurance: Insurance,
  issuedOn: DayText,
  paidOn: DayText,
  state: PaperState,
  lines: z.array(PaperLine),
  currency: z.literal('CNY'),
  total: Amount,
  refunded: Amount,
  net: Amount.describe('What is still paid.'),
  netInWords: z.string().describe('大写'),
  notCertified: z.int().describe('Lines of the receipt that the treasury has not received.'),
});
export type CertificatePaper = z.output<typeof CertificatePaper>;

/** What was paid for a person in a calendar year. */
export const StatementPaper = z.strictObject({
  ...paper,
  statementNo: z.string(),
  personId: Uuid,
  year: z.int(),
  issuedOn: DayText,
  receipts: z.array(
    z.strictObject({
      receiptNo: z.string(),
      insurance: Insurance,
      channel: Channel,
      paidOn: DayText,
      lines: z.array(PaperLine),
    }),
  ),
  sums: z.array(z.strictObject({ insurance: Insurance, paid: Amount, refunded: Amount, net: Amount })),
  currency: z.literal('CNY'),
  net: Amount,
  netInWords: z.string().describe('大写'),
});
export type StatementPaper = z.output<typeof StatementPaper>;

/** A receipt of an order. */
export const receipt = operation({
  id: 'receipt',
  service: 'payment',
  method: 'GET',
  path: '/receipts/{no}',
  roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  paper: 'receipt',
  summary: 'A receipt with its lines, and what has become of each.',
  params: z.strictObject({ no: receiptNumber }),
  reply: ReceiptPaper,
  rejections: ['receipt-not-found'],
});

/** The payer's certificate. */
export const certificate = operation({
  id: 'certificate',
  service: 'payment',
  method: 'GET',
  path: '/certificates/{receiptNo}',
  roles: ['payer', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  paper: 'certificate',
  summary:
    'The certificate of payment (社会保险费缴费证明) of a receipt, for its payer and for whoever may act for ' +
    'the person: what the treasury has received. Before that it is refused, with the days to expect it.',
  params: z.strictObject({ receiptNo: receiptNumber }),
  reply: CertificatePaper,
  rejections: [
    'receipt-not-found',
    'receipt-reversed',
    'receipt-refunded',
    'money-in-suspense',
    'not-in-treasury-yet',
  ],
});

/** A year of a person. */
export const statement = operation({
  id: 'yearlyStatement',
  service: 'payment',
  method: 'GET',
  path: '/persons/{id}/statements/{year}',
  roles: ['payer', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  paper: 'statement',
  summary: 'What was paid for a person in a calendar year, receipt by receipt, and what went back.',
  params: z.strictObject({ id: Uuid, year: z.string().regex(/^20\d{2}$/) }),
  reply: StatementPaper,
  rejections: ['person-not-found'],
});

/** What a paper with a code says, for whoever holds it. */
export const PaperCheck = z.strictObject({
  kind: z.enum(['receipt', 'certificate', 'statement']),
  number: z.string(),
  state: PaperState,
  insurance: Insurance.optional(),
  paidOn: DayText.optional(),
  year: z.int().optional(),
  lines: z.array(PaperLine),
  currency: z.literal('CNY'),
  total: Amount,
  refunded: Amount,
  totalInWords: z.string(),
  net: Amount.describe('What is still paid: the total less what went back.'),
  netInWords: z.string().describe('大写'),
  checkedAt: InstantText,
  holder: z.string().optional(),
  name: z.string().optional().describe('Masked.'),
});
export type PaperCheck = z.output<typeof PaperCheck>;

/** Anyone's check of a paper. */
export const verifyPaper = operation({
  id: 'verifyPaper',
  service: 'payment',
  method: 'GET',
  path: '/verify/{code}',
  roles: [],
  status: 200,
  paper: 'check',
  summary:
    'Whether a paper is genuine, by the code on it: what it says as things stand now, the name masked. ' +
    'Anyone may ask.',
  params: z.strictObject({ code: z.string().max(80) }),
  // What is checked where records are made is answered under the same path at the front door.
  reply: z.discriminatedUnion('kind', [PaperCheck, RecordCheck]),
  rejections: ['paper-not-genuine'],
});
