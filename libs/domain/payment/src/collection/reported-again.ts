import { accept, type Outcome } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import type { CounterReport } from './record-collection';

/**
 * A report under a number that is already used. A repeat changes nothing; other content books nothing either,
 * but is registered once for the day-end matching.
 */
export const reportedAgain = (command: CounterReport, state: PaymentState): Outcome<PaymentEvent, never> => {
  const { orderId, channel, channelTransactionNo, amount, paidAt, fingerprint } = command;
  if (!isConflicting(command, state) || state.conflicts.includes(fingerprint)) return accept();
  return accept<PaymentEvent>({
    type: 'ConflictingReportReceived',
    data: { orderId, channel, channelTransactionNo, amount, paidAt, fingerprint },
  });
};

/** True when the number was used before for a report with other content. */
export const isConflicting = ({ fingerprint }: CounterReport, state: PaymentState): boolean =>
  state.fingerprint !== fingerprint;
