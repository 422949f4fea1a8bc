import { type Day } from '@canbao/calendar';
import type { PaperLine, PaperState } from '@canbao/contracts';
import { type Details } from '@canbao/event-sourcing';
import { inWords, subtract, type Yuan } from '@canbao/money';
import { condition, treasuryExpected } from '@canbao/rules';
import { amountOf } from '../amount-of';
import { accountingDayOf } from '../collection/receipt-no';
import type { Recorded } from './paper-lines';
import { paperStateOf, receiptMoney } from './receipt-paper';

/** What a certificate of payment (缴费证明) says: lines that the treasury has received. Amounts in yuan. */
export interface Certified {
  readonly state: PaperState;
  readonly lines: readonly PaperLine[];
  readonly total: Yuan;
  readonly refunded: Yuan;
  /** What is still paid: `total` without `refunded`. */
  readonly net: Yuan;
  readonly netInWords: string;
  /** Lines of the receipt that the treasury has still to receive. */
  readonly notCertified: number;
}

/** Why there is no certificate. */
export type CertificateReason =
  'receipt-reversed' | 'receipt-refunded' | 'money-in-suspense' | 'not-in-treasury-yet';

/** The certificate of a receipt, or why there is none and when to expect it. */
export const certificateOf = (
  events: readonly Recorded[],
  { orderId, receiptNo }: { readonly orderId: string; readonly receiptNo: string },
): Certified | { readonly refused: CertificateReason; readonly details: Details } => {
  const { lines: all, state } = receiptMoney(events, orderId);
  const lines = all.filter(({ treasuryReceivedOn }) => treasuryReceivedOn !== undefined);
  if (lines.length === 0) return refusal(state, all, accountingDayOf(receiptNo));
  const total = amountOf(lines);
  const refunded = amountOf(lines.filter((line) => line.state === 'refunded'));
  const net = subtract(total, refunded);
  return {
    state: paperStateOf(lines),
    lines,
    total,
    refunded,
    net,
    netInWords: inWords(net),
    notCertified: all.filter((line) => !lines.includes(line) && line.state !== 'refunded').length,
  };
};

const refusal = (
  state: PaperState,
  lines: readonly PaperLine[],
  paidOn: Day,
): { readonly refused: CertificateReason; readonly details: Details } => {
  if (state === 'reversed' || state === 'refunded') return { refused: `receipt-${state}`, details: {} };
  const because = lines.find((line) => line.state === 'in-suspense')?.because;
  if (state === 'in-suspense') return { refused: 'money-in-suspense', details: { because } };
  const expected = treasuryExpected(paidOn);
  const unmet = condition('not-in-treasury-yet', expected === undefined ? {} : { clearsOn: expected.latest });
  return {
    refused: 'not-in-treasury-yet',
    details: { paidOn, ...(expected === undefined ? {} : { expected }), conditions: [unmet] },
  };
};
