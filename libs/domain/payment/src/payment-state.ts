import type { Instant, Month } from '@canbao/calendar';
import type { StreamName } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { MonthAmount, SuspendedMonth, SuspenseReason } from './collection/collection.events';
import { addedOf, evolveObligations, type Obligations } from './obligation/obligation';
import { obligationEvents, type ObligationEvent } from './obligation/obligation.events';
import type { AtChannel } from './online/phase';
import type { OrderEvent } from './order/order.events';
import { progressOf } from './order/progress';
import { evolvePayability, newPayability, type Payability } from './payability/payability';
import { payabilityEvents } from './payability/payability.events';
import type { PaymentEvent } from './payment.events';
import { lineOf, type SuspenseLine } from './suspense/line';
import { evolveTreasury, notInTreasury, type InTreasury } from './treasury/treasury';
import { notedRefunds, type OrderBooks } from './refund/order-books';

/** An order, and the obligations of the months it pays. */
export interface PaymentState extends Obligations {
  /** `void`: reversed before its collection was reported. */
  readonly status: 'new' | 'open' | 'closed' | 'paid' | 'in-suspense' | 'incomplete' | 'reversed' | 'void';
  readonly opened?: Extract<OrderEvent, { type: 'OrderOpened' }>['data'];
  /** Reversals of the next or the last day that came before their collection, which may be this one. */
  readonly reversalsNearby: readonly { readonly reversedAt: Instant; readonly toleranceMs?: number }[];
  /** How it stands at its online channel; nothing once nothing can be paid there. */
  readonly atChannel?: AtChannel | undefined;
  /** By the channel's number, the yuan of each payment that was recorded for the order. */
  readonly transactions: Readonly<Record<string, Yuan>>;
  /** Money of the order that was put into suspense, and by line which way it has left. */
  readonly suspense: readonly SuspenseLine[];
  readonly left: Readonly<Record<string, 'obligation' | 'back' | 'gone'>>;
  /** Digest of the report that was recorded. */
  readonly fingerprint?: string;
  readonly receiptNo?: string;
  /** Digests of other reports under the same number. */
  readonly conflicts: readonly string[];
  /** Why the money is in suspense. */
  readonly because?: SuspenseReason | undefined;
  /** Months of a collection whose money is in suspense. */
  readonly suspendedMonths: readonly SuspendedMonth[];
  /** By month of which only some items have arrived, the items that are still missing. */
  readonly missing: Readonly<Record<Month, readonly Item[]>>;
  /** The order's own events that moved money and are not reversed: a reversal mirrors exactly these. */
  readonly booked: readonly PaymentEvent[];
  /** By refund, what of the order goes back. */
  readonly refunds: OrderBooks['refunds'];
  /** Loaded only to open an order, and to pay its months out of suspense. */
  readonly payability: Payability;
  /** What the treasury has told of the order's money. */
  readonly treasury: InTreasury;
}

/** An order of which nothing is known. */
export const newOrder: PaymentState = {
  status: 'new',
  reversalsNearby: [],
  transactions: {},
  suspense: [],
  left: {},
  conflicts: [],
  suspendedMonths: [],
  missing: {},
  booked: [],
  refunds: {},
  obligations: {},
  additions: {},
  payability: newPayability,
  treasury: notInTreasury,
};

/** The main stream of a command. */
export const orderStream = (orderId: string): StreamName => `order-${orderId}`;

/** The state after an event of the order or of one of its months. */
export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  if (isOfOtherOrder(state, event)) return state;
  const after = evolveOrder(state, event);
  const line = lineOf(event);
  return line === undefined || !isOwn(after, event)
    ? after
    : { ...after, suspense: [...after.suspense, line] };
};

/**
 * Streams of other orders are written with the order's: of another payment of it, which has a receipt of its
 * own, and of those that an application for a refund names beside it.
 */
const isOfOtherOrder = ({ opened, booked: [first] }: PaymentState, event: PaymentEvent): boolean => {
  const own = opened ?? first?.data;
  if (own === undefined || !('orderId' in own) || !('orderId' in event.data)) return false;
  return !isOfMonth(event) && !payabilityEvents.has(event) && event.data.orderId !== own.orderId;
};

/** A month's stream holds the events of several orders. */
const isOwn = ({ booked: [first] }: PaymentState, { data }: PaymentEvent): boolean =>
  first !== undefined && 'orderId' in first.data && 'orderId' in data && data.orderId === first.data.orderId;

const evolveOrder = (state: PaymentState, event: PaymentEvent): PaymentState => {
  switch (event.type) {
    case 'OrderOpened': {
      const atChannel = event.data.atChannel === undefined ? undefined : ({ phase: 'placing' } as const);
      return { ...state, status: 'open', opened: event.data, atChannel };
    }
    case 'OrderPlaced':
      return { ...state, atChannel: { phase: 'placed' } };
    case 'OrderClosing':
      return { ...state, atChannel: { phase: 'closing', because: event.data.because } };
    case 'ChannelOrderEnded':
      return { ...state, atChannel: undefined };
    case 'OrderClosed':
      return { ...state, status: 'closed', ...(state.atChannel && { atChannel: { phase: 'closing' } }) };
    case 'SecondPaymentNoted':
      return { ...state, transactions: withTransaction(state, event.data, event.data.amount) };
    case 'SuspenseResolved': {
      const left = { ...state.left, [event.data.line]: event.data.way };
      const { fingerprint } = { ...state, ...event.data };
      const told = fingerprint === undefined ? {} : { fingerprint };
      const after = { ...state, ...told, left, booked: [...state.booked, event] };
      if (event.data.way === 'gone') return { ...after, status: 'reversed' };
      return event.data.way === 'obligation' ? { ...after, status: 'paid', because: undefined } : after;
    }
    case 'PaymentCaptured': {
      const { fingerprint, receiptNo, amount, inSuspense } = event.data;
      const total = inSuspense === undefined ? amount : sum([amount, inSuspense.amount]);
      const transactions = withTransaction(state, event.data, total);
      const receipt = { fingerprint, receiptNo, transactions, atChannel: undefined };
      return { ...state, status: 'paid', ...receipt, booked: [...state.booked, event] };
    }
    case 'UnidentifiedReceiptKept':
    case 'ReceiptKeptInSuspense': {
      const { fingerprint, receiptNo, because, amount } = event.data;
      const rest = event.type === 'ReceiptKeptInSuspense' ? event.data.inSuspense : undefined;
      const total = rest === undefined ? amount : sum([amount, rest.amount]);
      const transactions = withTransaction(state, event.data, total);
      const suspendedMonths = withSuspended(state, event.data);
      const receipt = { fingerprint, receiptNo, because, suspendedMonths, transactions };
      return {
        ...state,
        status: 'in-suspense',
        ...receipt,
        atChannel: undefined,
        booked: [...state.booked, event],
      };
    }
    case 'MonthsKeptInSuspense': {
      const suspendedMonths = withSuspended(state, event.data);
      return { ...state, suspendedMonths, booked: [...state.booked, event] };
    }
    case 'PensionMonthsSettled':
    case 'TrueUpsSettled':
      return { ...state, booked: [...state.booked, event] };
    case 'ConflictingReportReceived':
      return { ...state, conflicts: [...state.conflicts, event.data.fingerprint] };
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return { ...state, status: 'reversed', suspendedMonths: [], suspense: [], missing: {}, booked: [] };
    case 'SettlementReversed':
      return state;
    case 'EarlyReversalRecorded':
      return event.data.toleranceMs === undefined
        ? { ...state, status: 'void' }
        : { ...state, reversalsNearby: [...state.reversalsNearby, event.data] };
    case 'EnrolmentNoted':
    case 'EnrolmentEndNoted':
    case 'EnrolmentsNoted':
    case 'DeathNoted':
    case 'EmployerCoverNoted':
    case 'EmployerCoverWithdrawalNoted':
    case 'BillChangeNoted':
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

const withTransaction = (
  { transactions }: PaymentState,
  { channelTransactionNo }: { readonly channelTransactionNo: string },
  amount: Yuan,
): PaymentState['transactions'] => ({ ...transactions, [channelTransactionNo]: amount });

const withSuspended = (
  { suspendedMonths }: PaymentState,
  { because, months = [] }: { readonly because: SuspenseReason; readonly months?: readonly MonthAmount[] },
): readonly SuspendedMonth[] => [...suspendedMonths, ...months.map((month) => ({ ...month, because }))];

const evolveMonth = (state: PaymentState, event: ObligationEvent): PaymentState => {
  const { month } = event.data;
  const kind = addedOf(event).item === undefined ? 'obligations' : 'additions';
  const after = evolveObligations(state, event);
  const progress = progressOf(state, event, state[kind][month], after[kind][month]);
  return { ...state, ...progress, ...after };
};
