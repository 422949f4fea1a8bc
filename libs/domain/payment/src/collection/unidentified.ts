import { accept, type Outcome } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import type { RecordUnidentified } from './record-collection';
import { reportedAgain } from './reported-again';
import { isVoid } from './void';

/** Money without a known quote has moved all the same: it is in suspense, for nobody yet. */
export const recordUnidentified = (
  command: RecordUnidentified,
  state: PaymentState,
): Outcome<PaymentEvent, never> => {
  // A statement says nothing but the amount: the same one tells nothing new.
  if (command.toldBy === 'statement' && state.transactions[command.channelTransactionNo] === command.amount)
    return accept();
  if (state.fingerprint !== undefined) return reportedAgain(command, state);
  const { type: _, ...receipt } = command;
  const because = isVoid(state, command.paidAt) ? 'void-by-reversal' : 'quote-unknown';
  return accept<PaymentEvent>({ type: 'UnidentifiedReceiptKept', data: { ...receipt, because } });
};
