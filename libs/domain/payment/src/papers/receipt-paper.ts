import type { PaperLine, PaperState } from '@canbao/contracts';
import { inWords, type Yuan } from '@canbao/money';
import { amountOf } from '../amount-of';
import { withTreasury } from './in-treasury';
import { withRefunds } from './refunded-lines';
import { paperLines, type Recorded } from './paper-lines';

/** What a receipt says of its money. */
export interface ReceiptMoney {
  readonly state: PaperState;
  readonly lines: readonly PaperLine[];
  /** Yuan; the sum of the lines. */
  readonly received: Yuan;
  readonly receivedInWords: string;
}

/** The money of a receipt, from the events of its streams. */
export const receiptMoney = (events: readonly Recorded[], orderId: string): ReceiptMoney => {
  const history = events.toSorted((a, b) => Number(a.position - b.position));
  const booked = paperLines(history, orderId);
  const lines = withTreasury(withRefunds(booked, history, orderId), history, orderId);
  const received = amountOf(lines);
  return { state: paperStateOf(lines), lines, received, receivedInWords: inWords(received) };
};

/** What the lines make of the paper as a whole. */
export const paperStateOf = (lines: readonly PaperLine[]): PaperState => {
  const states = new Set(lines.map(({ state }) => state));
  if (states.has('reversed')) return 'reversed';
  if (states.has('refunded')) return states.size === 1 ? 'refunded' : 'partly-refunded';
  if (states.has('refund-under-way')) return 'refund-under-way';
  return states.size === 1 && states.has('in-suspense') ? 'in-suspense' : 'valid';
};
