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
export const PaperState = z.enum(['valid', 'in-suspense', 'partly-refunded', 'refunded', 'reversed']);
export type PaperState = z.output<typeof PaperState>;

const receiptStatus = z.enum(['open', 'closed', 'paid', 'in-suspense', 'incomplete', 'reversed']);

/** A receipt as payment answers it. */
export const ReceiptPaper = z.strictObject({
  receiptNo: z.string(),
  orderId: Uuid,
  personId: Uuid.optional(),
  insurance: Insurance.optional(),
  status: receiptStatus,
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

/** A receipt of an order. */
export const receipt = operation({
  id: 'receipt',
  service: 'payment',
  method: 'GET',
  path: '/receipts/{no}',
  roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  summary: 'A receipt with its lines, and what has become of each.',
  params: z.strictObject({ no: z.string().max(40) }),
  reply: ReceiptPaper,
  rejections: ['receipt-not-found'],
});
