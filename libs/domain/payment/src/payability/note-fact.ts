import { accept, canonicalJson, on, type Decider, type Placed } from '@canbao/event-sourcing';
import { addedOf, evolveObligation, obligationStream, type Obligation } from '../obligation/obligation';
import { stillHeld } from '../obligation/still-held';
import { isAskedFor } from '../order/order';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import {
  evolvePayability,
  newPayability,
  payabilityStream,
  unpayableMonths,
  type Payability,
} from './payability';
import type { NotedOrder, RegisteredFact, UnpayableReason } from './payability.events';

/** Takes note of what registration has published about a person. */
export interface NoteFact {
  readonly type: 'NoteFact';
  readonly fact: RegisteredFact;
}

interface State {
  readonly payability: Payability;
  readonly closedOrders: readonly string[];
  /** Orders that a channel may be paid for, whatever we know of them. */
  readonly atChannels: readonly string[];
  /** By stream; a month without a row was not loaded. */
  readonly obligations: Readonly<Record<string, Obligation>>;
}

/**
 * A person's registration, and the open online orders that rest on it. A fact closes, in one transaction, the
 * orders that hold a month which is no longer payable, and releases their months; those of an order at its
 * channel once nothing can be paid there. Nothing is ever refused.
 */
export const payability: Decider<NoteFact, State, PaymentEvent, never> = {
  initial: { payability: newPayability, closedOrders: [], atChannels: [], obligations: {} },
  streams: ({ fact }) => [payabilityStream(fact.data.personId)],
  decide: ({ fact }, state) => {
    const after = evolvePayability(state.payability, fact);
    if (canonicalJson(after) === canonicalJson(state.payability)) return accept();
    return accept<PaymentEvent>(
      fact,
      ...ordersOf(after).flatMap((order) => {
        const because = unpayableMonths(after, order)[0]?.[1];
        return because === undefined ? [] : closeUnpayable(order, because, state);
      }),
    );
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'EnrolmentNoted':
      case 'EnrolmentEndNoted':
      case 'EnrolmentsNoted':
      case 'DeathNoted':
      case 'EmployerCoverNoted':
      case 'EmployerCoverWithdrawalNoted':
      case 'BillChangeNoted':
      case 'OrderNoted':
        return { ...state, payability: evolvePayability(state.payability, event) };
      case 'OrderOpened': {
        const { orderId, atChannel, channel } = event.data;
        if (atChannel === undefined || isAskedFor(channel)) return state;
        return { ...state, atChannels: [...state.atChannels, orderId] };
      }
      case 'ChannelOrderEnded':
        return { ...state, atChannels: state.atChannels.filter((orderId) => orderId !== event.data.orderId) };
      case 'OrderClosed':
        return { ...state, closedOrders: [...state.closedOrders, event.data.orderId] };
      case 'MonthClaimed':
      case 'MonthReleased':
      case 'PensionMonthPaid':
      case 'BundlePartReceived':
      case 'BundleSettled': {
        const { personId, insurance, month } = event.data;
        const stream = obligationStream(personId, insurance, month, addedOf(event));
        const obligation = evolveObligation(state.obligations[stream], event);
        return { ...state, obligations: { ...state.obligations, [stream]: obligation } };
      }
      default:
        return state;
    }
  },
};

const ordersOf = ({ orders }: Payability): NotedOrder[] => [
  ...new Map(Object.values(orders).map((order) => [order.orderId, order])).values(),
];

/** A stream that is not loaded yet counts as open or claimed: `execute` loads it and decides again. */
const closeUnpayable = (
  { personId, orderId, insurance, months, trueUpMonths = [] }: NotedOrder,
  because: UnpayableReason,
  { closedOrders, atChannels, obligations }: State,
): Placed<PaymentEvent>[] => {
  if (closedOrders.includes(orderId)) return [];
  const all = [
    ...months.map((month) => ({ month })),
    ...trueUpMonths.map((month) => ({ month, item: 'pension-true-up' as const })),
  ];
  const released = all.flatMap(({ month, ...added }): Placed<PaymentEvent>[] => {
    const stream = obligationStream(personId, insurance, month, added);
    const obligation = obligations[stream];
    const about = { personId, insurance, month, ...added };
    if (obligation !== undefined && obligation.claim?.orderId !== orderId) return [];
    if (obligation?.claim !== undefined && atChannels.includes(orderId))
      return obligation.paidBy === undefined ? [stillHeld(about, obligation.claim)] : [];
    return [on<PaymentEvent>(stream, { type: 'MonthReleased', data: { ...about, orderId, isTold: true } })];
  });
  return [
    on<PaymentEvent>(orderStream(orderId), {
      type: 'OrderClosed',
      data: { personId, orderId, because },
    }),
    ...released,
  ];
};
