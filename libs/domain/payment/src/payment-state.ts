import type { Month } from '@canbao/calendar';
import type { StreamName } from '@canbao/event-sourcing';
import type { Item } from '@canbao/vocabulary';
import type { MonthAmount, SuspenseReason } from './collection/collection.events';
import { evolveObligation, type Obligation } from './obligation/obligation';
import type { ObligationEvent } from './obligation/obligation.events';
import type { OrderEvent } from './order/order.events';
import type { PaymentEvent } from './payment.events';

/** The money of a month in suspense, and why it is there. */
interface SuspendedMonth extends MonthAmount {
  readonly because: SuspenseReason;
}

/** An order, and the obligations of the months it pays. */
export interface PaymentState {
  /** `void`: reversed before its collection was reported. */
  readonly status: 'new' | 'open' | 'closed' | 'paid' | 'in-suspense' | 'incomplete' | 'reversed' | 'void';
  readonly opened?: Extract<OrderEvent, { type: 'OrderOpened' }>['data'];
  /** Digest of the report that was recorded. */
  readonly fingerprint?: string;
  readonly receiptNo?: string;
  /** Digests of other reports under the same number. */
  readonly conflicts: readonly string[];
  /** Why the money is in suspense. */
  readonly because?: SuspenseReason;
  /** Months of a collection whose money is in suspense while others settled. */
  readonly suspendedMonths: readonly SuspendedMonth[];
  /** Items that are still missing from an incomplete bundle. */
  readonly missing: readonly Item[];
  /** The order's own events that moved money and are not reversed: a reversal mirrors exactly these. */
  readonly booked: readonly PaymentEvent[];
  /** By month; a month without a row has no events, or was not loaded. */
  readonly obligations: Readonly<Record<Month, Obligation>>;
}

/** An order of which nothing is known. */
export const newOrder: PaymentState = {
  status: 'new',
  conflicts: [],
  suspendedMonths: [],
  missing: [],
  booked: [],
  obligations: {},
};

/** The main stream of a command. */
export const orderStream = (orderId: string): StreamName => `order-${orderId}`;

/** The state after an event of the order or of one of its months. */
export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  switch (event.type) {
    case 'OrderOpened':
      return { ...state, status: 'open', opened: event.data };
    case 'OrderClosed':
      return { ...state, status: 'closed' };
    case 'PaymentCaptured': {
      const { fingerprint, receiptNo } = event.data;
      return { ...state, status: 'paid', fingerprint, receiptNo, booked: [...state.booked, event] };
    }
    case 'UnidentifiedReceiptKept':
    case 'ReceiptKeptInSuspense': {
      const { fingerprint, receiptNo, because } = event.data;
      const receipt = { fingerprint, receiptNo, because };
      return { ...state, status: 'in-suspense', ...receipt, booked: [...state.booked, event] };
    }
    case 'MonthsKeptInSuspense': {
      const { months, because } = event.data;
      const suspendedMonths = [...state.suspendedMonths, ...months.map((month) => ({ ...month, because }))];
      return { ...state, suspendedMonths, booked: [...state.booked, event] };
    }
    case 'PensionMonthsSettled':
      return { ...state, booked: [...state.booked, event] };
    case 'ConflictingReportReceived':
      return { ...state, conflicts: [...state.conflicts, event.data.fingerprint] };
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return { ...state, status: 'reversed', suspendedMonths: [], booked: [] };
    case 'SettlementReversed':
      return state;
    case 'EarlyReversalRecorded':
    case 'ReversalRemembered':
      return { ...state, status: 'void' };
    default:
      return evolveMonth(state, event);
  }
};

const evolveMonth = (state: PaymentState, event: ObligationEvent): PaymentState => {
  const { month } = event.data;
  const obligation = evolveObligation(state.obligations[month], event);
  return {
    ...state,
    ...bookedMonth(state, event),
    obligations: { ...state.obligations, [month]: obligation },
  };
};

/** A month's stream holds the events of several orders; only those of this order are part of its books. */
const bookedMonth = (state: PaymentState, event: ObligationEvent): Partial<PaymentState> => {
  const isOwn = state.booked.some(
    ({ type, data }) => type === 'PaymentCaptured' && data.orderId === event.data.orderId,
  );
  if (!isOwn) return {};
  const booked = [...state.booked, event];
  if (event.type === 'BundlePartReceived')
    return { booked, status: 'incomplete', missing: event.data.missing };
  if (event.type === 'ReceivedItemsSuspended')
    return { booked, status: 'in-suspense', because: event.data.because };
  return event.type === 'BundleSettled' ? { booked } : {};
};
