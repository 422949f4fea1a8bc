import type { Instant, Month } from '@canbao/calendar';
import type { StreamName } from '@canbao/event-sourcing';
import type { Item } from '@canbao/vocabulary';
import type { MonthAmount, SuspendedMonth, SuspenseReason } from './collection/collection.events';
import { evolveObligation, type Obligation } from './obligation/obligation';
import { obligationEvents, type ObligationEvent } from './obligation/obligation.events';
import type { OrderEvent } from './order/order.events';
import { progressOf } from './order/progress';
import { evolvePayability, newPayability, type Payability } from './payability/payability';
import type { PaymentEvent } from './payment.events';
import { evolveTreasury, notInTreasury, type InTreasury } from './treasury/treasury';
import { notedRefunds, type OrderBooks } from './refund/order-books';

/** An order, and the obligations of the months it pays. */
export interface PaymentState {
  /** `void`: reversed before its collection was reported. */
  readonly status: 'new' | 'open' | 'closed' | 'paid' | 'in-suspense' | 'incomplete' | 'reversed' | 'void';
  readonly opened?: Extract<OrderEvent, { type: 'OrderOpened' }>['data'];
  /** Reversals of the next or the last day that came before their collection, which may be this one. */
  readonly reversalsNearby: readonly { readonly reversedAt: Instant; readonly toleranceMs?: number }[];
  /** Digest of the report that was recorded. */
  readonly fingerprint?: string;
  readonly receiptNo?: string;
  /** Digests of other reports under the same number. */
  readonly conflicts: readonly string[];
  /** Why the money is in suspense. */
  readonly because?: SuspenseReason;
  /** Months of a collection whose money is in suspense. */
  readonly suspendedMonths: readonly SuspendedMonth[];
  /** By month of which only some items have arrived, the items that are still missing. */
  readonly missing: Readonly<Record<Month, readonly Item[]>>;
  /** The order's own events that moved money and are not reversed: a reversal mirrors exactly these. */
  readonly booked: readonly PaymentEvent[];
  /** By refund, what of the order goes back. */
  readonly refunds: OrderBooks['refunds'];
  /** By month; a month without a row has no events, or was not loaded. */
  readonly obligations: Readonly<Record<Month, Obligation>>;
  /** Loaded only to open an order. */
  readonly payability: Payability;
  /** What the treasury has told of the order's money. */
  readonly treasury: InTreasury;
}

/** An order of which nothing is known. */
export const newOrder: PaymentState = {
  status: 'new',
  reversalsNearby: [],
  conflicts: [],
  suspendedMonths: [],
  missing: {},
  booked: [],
  refunds: {},
  obligations: {},
  payability: newPayability,
  treasury: notInTreasury,
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
      const receipt = { fingerprint, receiptNo, because, suspendedMonths: withSuspended(state, event.data) };
      return { ...state, status: 'in-suspense', ...receipt, booked: [...state.booked, event] };
    }
    case 'MonthsKeptInSuspense': {
      const suspendedMonths = withSuspended(state, event.data);
      return { ...state, suspendedMonths, booked: [...state.booked, event] };
    }
    case 'PensionMonthsSettled':
      return { ...state, booked: [...state.booked, event] };
    case 'ConflictingReportReceived':
      return { ...state, conflicts: [...state.conflicts, event.data.fingerprint] };
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return { ...state, status: 'reversed', suspendedMonths: [], missing: {}, booked: [] };
    case 'SettlementReversed':
      return state;
    case 'EarlyReversalRecorded':
      return event.data.toleranceMs === undefined
        ? { ...state, status: 'void' }
        : { ...state, reversalsNearby: [...state.reversalsNearby, event.data] };
    case 'EnrolmentNoted':
    case 'EnrolmentEndNoted':
    case 'DeathNoted':
    case 'EmployerCoverNoted':
    case 'EmployerCoverWithdrawalNoted':
    case 'OrderNoted':
      return { ...state, payability: evolvePayability(state.payability, event) };
    case 'TreasuryReceived':
    case 'TreasuryReceiptConflicted':
    case 'TreasuryReceiptCorrected':
    case 'TreasuryReturned':
      return { ...state, treasury: evolveTreasury(state.treasury, event) };
    case 'RefundNoted':
    case 'RefundCommitted':
    case 'RefundEnded':
      return { ...state, refunds: notedRefunds(state.refunds, event) };
    default:
      return isOfMonth(event) ? evolveMonth(state, event) : state;
  }
};

const isOfMonth = (event: PaymentEvent): event is ObligationEvent => obligationEvents.has(event);

const withSuspended = (
  { suspendedMonths }: PaymentState,
  { because, months = [] }: { readonly because: SuspenseReason; readonly months?: readonly MonthAmount[] },
): readonly SuspendedMonth[] => [...suspendedMonths, ...months.map((month) => ({ ...month, because }))];

const evolveMonth = (state: PaymentState, event: ObligationEvent): PaymentState => {
  const { month } = event.data;
  const before = state.obligations[month];
  const after = evolveObligation(before, event);
  const obligations = { ...state.obligations, [month]: after };
  return { ...state, ...progressOf(state, event, before, after), obligations };
};
