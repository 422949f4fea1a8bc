import type { Month } from '@canbao/calendar';
import { fold, type EventStore, type StoredEvent } from '@canbao/event-sourcing';
import type { Answer, Condition } from '@canbao/rules';
import type { Channel, Insurance } from '@canbao/vocabulary';
import { obligationStream } from '../obligation/obligation';
import { orderStream } from '../payment-state';
import { paymentOrderEvents, type PaymentEvent } from '../payment.events';
import { againstRefund, ordersBehind, type ApplyReason } from './apply';
import { refund } from './refund';

/** A month of a person for one insurance. */
interface OwnMonth {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

/** A condition with the event that it rests on, where there is one. */
type Evidenced = Condition<ApplyReason> & { readonly evidence?: string };

/**
 * Whether an application for the refund of the month would be taken as things stand, or every condition
 * against it. The month says which orders are to be read beside it; `takenBy` are their channels.
 */
export const mayRefund = async (
  store: Pick<EventStore, 'load'>,
  { personId, insurance, month }: OwnMonth,
): Promise<Answer<Evidenced> & { readonly takenBy: readonly Channel[] }> => {
  const own = [
    obligationStream(personId, insurance, month),
    ...(insurance === 'pension'
      ? [obligationStream(personId, insurance, month, { item: 'pension-true-up' })]
      : []),
  ];
  let streams = own;
  for (;;) {
    const loaded = await store.load(streams);
    const state = fold(refund, streams, loaded);
    const needed = [...own, ...ordersBehind({ months: [month] }, state).map(orderStream)];
    if (needed.every((stream) => streams.includes(stream))) {
      const events = streams.flatMap((stream) => loaded.get(stream)?.events ?? []);
      const conditions = againstRefund({ months: [month] }, state).map((unmet) =>
        withEvidence(unmet, events),
      );
      const takenBy = Object.values(state.orders).flatMap(({ channel }) => channel ?? []);
      return { answer: conditions.length === 0 ? 'yes' : 'no', conditions, takenBy };
    }
    streams = needed;
  }
};

const withEvidence = (unmet: Condition<ApplyReason>, stored: readonly StoredEvent[]): Evidenced => {
  const event = stored.filter(paymentOrderEvents.has).findLast((each) => supports(each, unmet));
  return event === undefined ? unmet : { ...unmet, evidence: event.eventId };
};

const supports = ({ type, data }: PaymentEvent, { code, details }: Condition<ApplyReason>): boolean => {
  switch (code) {
    case 'month-not-refundable':
      return type === 'MonthReopened' || type === 'BundlePartReceived' || type === 'ReceivedItemsSuspended';
    case 'order-reversed':
      return type === 'CollectionReversed';
    case 'refund-open':
      return type === 'RefundNoted' && data.refundId === details?.['refundId'];
    case 'refund-exceeds-paid':
      return type === 'RefundNoted';
  }
};
