import { accept, type Outcome } from '@canbao/event-sourcing';
import type { RecordCollection } from '../collection/record-collection';
import { settle } from '../collection/settlement';
import { reportedLines, sharesOf } from '../collection/share';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import { leaving } from './resolve';

/**
 * Money that only the channel's statement had told of, when its report comes after all and says what it is
 * for: it pays its months, all of them. Undefined where it cannot; then the report is one of other content.
 */
export const identified = (
  command: RecordCollection,
  state: PaymentState,
): Outcome<PaymentEvent, never> | undefined => {
  const receipt = state.booked.find((event) => event.type === 'UnidentifiedReceiptKept')?.data;
  const line = state.suspense.find(({ because }) => because === 'quote-unknown');
  if (receipt?.toldBy !== 'statement' || line === undefined || state.left[line.id] !== undefined)
    return undefined;
  const shares = sharesOf(command, state);
  if (command.amount !== receipt.amount || shares.some(({ because }) => because !== undefined))
    return undefined;
  const { orderId, quote, fingerprint, at = command.paidAt } = command;
  const { personId, insurance, quoteId } = quote;
  const left = leaving({ orderId, at }, line, receipt, 'obligation');
  const months = shares.map(({ month }) => month);
  return accept<PaymentEvent>(
    {
      type: 'SuspenseResolved',
      data: { ...left.data, personId, insurance, quoteId, lines: reportedLines(command), fingerprint },
    },
    ...settle(command, state, months),
  );
};
