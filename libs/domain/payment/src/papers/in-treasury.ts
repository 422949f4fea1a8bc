import type { PaperLine } from '@canbao/contracts';
import { amountOf } from '../amount-of';
import { evolveTreasury, notInTreasury, type InTreasury } from '../treasury/treasury';
import type { Recorded } from './paper-lines';

/** What the treasury holds of an order's money, with its corrections. */
const treasuryOf = (events: readonly Recorded[], orderId: string): InTreasury =>
  events.reduce((treasury, event) => {
    switch (event.type) {
      case 'TreasuryReceived':
      case 'TreasuryReceiptConflicted':
      case 'TreasuryReceiptCorrected':
      case 'TreasuryReturned':
        return event.data.orderId === orderId ? evolveTreasury(treasury, event) : treasury;
      default:
        return treasury;
    }
  }, notInTreasury);

/**
 * The lines with the day on which the treasury received each (入库). An item counts only when its amount is
 * that of the lines which it pays: a paper must not certify what nobody has reconciled.
 */
export const withTreasury = (
  lines: readonly PaperLine[],
  events: readonly Recorded[],
  orderId: string,
): PaperLine[] => {
  const { receipts } = treasuryOf(events, orderId);
  return receipts.reduce<PaperLine[]>(
    (marked, { months, amount, receivedOn, insurance }) => {
      const isPaid = ({ item, month, state }: PaperLine): boolean =>
        item !== undefined &&
        month !== undefined &&
        months.includes(month) &&
        state !== 'reversed' &&
        (item === 'pension' || item === 'pension-true-up') === (insurance === 'pension');
      return amountOf(marked.filter(isPaid)) === amount
        ? marked.map((line) => (isPaid(line) ? { ...line, treasuryReceivedOn: receivedOn } : line))
        : marked;
    },
    [...lines],
  );
};
