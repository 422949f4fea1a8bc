import type { Instant, Month } from '@canbao/calendar';
import type { RefundStatus } from '@canbao/contracts';
import type { StreamName } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import { evolveObligations, type Added, type Obligations } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { evolveBooks, noBooks, type OrderBooks } from './order-books';
import type { Correction, RefundEvent, RefundLeg, RefundMonth } from './refund.events';

/** The money of one order on its way back. */
export interface Leg extends RefundLeg {
  readonly status: 'to-send' | 'sending' | 'to-pay-out' | 'under-way' | 'abnormal' | 'refunded';
  /** The number in use. */
  readonly refundNo?: string;
  /** Numbers that the channel has closed: none is used again. */
  readonly closedNos: readonly string[];
  readonly channelRefundNo?: string;
  readonly way?: 'channel' | 'counter' | 'other';
  /** Numbers under which the channel has contradicted itself. */
  readonly conflicts: readonly string[];
  readonly because?: string;
}

/** A refund as its events tell. */
export interface Refund {
  readonly refundId: string;
  readonly personId?: string;
  readonly insurance?: Insurance;
  readonly because: string;
  readonly months: readonly RefundMonth[];
  /** What final limits have changed about months, where that goes back with them, or without them. */
  readonly trueUps?: readonly RefundMonth[] | undefined;
  /** Months that stay paid, of which a part goes back. */
  readonly corrections?: readonly Correction[] | undefined;
  readonly amount: Yuan;
  readonly entries: Extract<RefundEvent, { type: 'RefundApplied' }>['data']['entries'];
  readonly appliedBy: string;
  /** A case asks for the same, so that the applicant alone cannot end it. */
  readonly isJoined?: boolean;
  readonly stage: 'applied' | 'reviewed' | 'decided' | 'rejected' | 'closed';
  readonly reviewedBy?: string;
  readonly decidedBy?: string;
  /** Months, and additions as `2022-05 pension-true-up`, that the bureau does not hold. */
  readonly unposted: readonly string[];
  /** The same, by which it was refused to take them out, and when last. */
  readonly refusedAt: Readonly<Record<string, Instant>>;
  /** Decided, and yet the money stays. */
  readonly isTakenBack?: boolean;
  readonly legs: readonly Leg[];
}

/** A refund with the orders and months that it rests on, as far as they were loaded. */
export interface RefundState extends Obligations {
  readonly refund?: Refund;
  readonly orders: Readonly<Record<string, OrderBooks>>;
}

/** Nothing is known. */
export const noRefund: RefundState = { orders: {}, obligations: {}, additions: {} };

/** The stream of one refund. */
export const refundStream = (refundId: string): StreamName => `refund-${refundId}`;

/** The state after an event of the refund, of an order or of a month. */
export const evolveRefund = (state: RefundState, event: PaymentEvent): RefundState => {
  switch (event.type) {
    case 'RefundApplied': {
      const { months, entries, trueUps, corrections } = event.data;
      const beside = { ...(trueUps && { trueUps }), ...(corrections && { corrections }) };
      return { ...state, refund: begun(event.data, { months, entries, stage: 'applied', ...beside }) };
    }
    case 'SuspenseRefundOpened':
      return { ...state, refund: begun(event.data, { months: [], entries: [], stage: 'decided' }) };
    case 'RefundReviewed':
      return changed(state, { stage: 'reviewed', reviewedBy: event.data.by });
    case 'RefundDecided':
      return changed(state, { stage: 'decided', decidedBy: event.data.by });
    case 'RefundRejected':
      return changed(state, { stage: 'rejected' });
    case 'RefundClosed':
      return changed(state, { stage: 'closed' });
    case 'RefundJoinedByCase':
    case 'RefundLeftByCase':
      return withOrder(changed(state, { isJoined: event.type === 'RefundJoinedByCase' }), event);
    case 'RefundMonthUnposted':
      return changed(state, { unposted: [...(state.refund?.unposted ?? []), bookedAs(event.data)] });
    case 'RefundUnpostingRefused': {
      const refused = { [bookedAs(event.data)]: event.data.at };
      return changed(state, { refusedAt: { ...state.refund?.refusedAt, ...refused } });
    }
    case 'RefundTakenBack':
      return changed(state, { stage: 'closed', isTakenBack: true });
    case 'RefundSendingBegun':
    case 'RefundInstructed':
    case 'RefundUnderWay':
    case 'RefundAbnormal':
    case 'RefundClosedByChannel':
    case 'RefundLeft':
    case 'RefundConflictNoted':
      return changed(state, { legs: (state.refund?.legs ?? []).map((leg) => evolveLeg(leg, event)) });
    case 'MonthClaimed':
    case 'MonthReleased':
    case 'PensionMonthPaid':
    case 'BundlePartReceived':
    case 'ReceivedItemsSuspended':
    case 'BundleSettled':
    case 'MonthReopened':
      return { ...state, ...evolveObligations(state, event) };
    default:
      return withOrder(state, event);
  }
};

const withOrder = (state: RefundState, event: PaymentEvent): RefundState => {
  if (!('orderId' in event.data)) return state;
  const { orderId } = event.data;
  const books = evolveBooks(state.orders[orderId] ?? noBooks, event);
  return { ...state, orders: { ...state.orders, [orderId]: books } };
};

type Opening = Extract<RefundEvent, { type: 'RefundApplied' | 'SuspenseRefundOpened' }>['data'];

const begun = (
  opening: Opening,
  own: Pick<Refund, 'months' | 'entries' | 'stage' | 'trueUps' | 'corrections'>,
): Refund => ({
  ...own,
  refundId: opening.refundId,
  ...(opening.personId === undefined ? {} : { personId: opening.personId }),
  ...(opening.insurance === undefined ? {} : { insurance: opening.insurance }),
  because: opening.because,
  amount: opening.amount,
  appliedBy: opening.by,
  unposted: [],
  refusedAt: {},
  legs: opening.legs.map((leg) => ({ ...leg, status: 'to-send', closedNos: [], conflicts: [] })),
});

const changed = (state: RefundState, change: Partial<Refund>): RefundState =>
  state.refund === undefined ? state : { ...state, refund: { ...state.refund, ...change } };

type LegEvent = Extract<RefundEvent, { data: { refundNo: string } }>;

const evolveLeg = (leg: Leg, { type, data }: LegEvent): Leg => {
  if (leg.orderId !== data.orderId) return leg;
  const { refundNo } = data;
  switch (type) {
    case 'RefundSendingBegun':
      return { ...leg, refundNo, status: 'sending' };
    case 'RefundInstructed':
      return { ...leg, refundNo, status: 'to-pay-out' };
    case 'RefundUnderWay':
      return { ...leg, status: 'under-way' };
    case 'RefundAbnormal':
      return { ...leg, status: 'abnormal', because: data.because };
    case 'RefundClosedByChannel': {
      const { refundNo: _, ...rest } = leg;
      return { ...rest, status: 'to-send', closedNos: [...leg.closedNos, refundNo] };
    }
    case 'RefundLeft':
      return { ...leg, refundNo, status: 'refunded', channelRefundNo: data.channelRefundNo, way: data.way };
    case 'RefundConflictNoted':
      return { ...leg, conflicts: [...leg.conflicts, refundNo] };
  }
};

/** The legs of a refund that say most about where it stands come first. */
const tellingFirst = ['abnormal', 'to-send', 'sending', 'to-pay-out', 'under-way', 'refunded'] as const;

/** Where the refund stands, in one word. */
export const statusOf = (refund: Refund): RefundStatus => {
  const { stage } = refund;
  if (stage !== 'decided') return stage;
  if (!isUnposted(refund)) return 'unposting';
  return tellingFirst.find((status) => refund.legs.some((leg) => leg.status === status)) ?? 'refunded';
};

/** Whether the bureau holds none of its money any more. */
export const isUnposted = ({ unposted, ...refund }: Refund): boolean =>
  heldByBureau(refund).every((booked) => unposted.includes(booked));

/** Whether the bureau has refused to take out of its books what it still holds of a decided refund. */
export const isKeptByBureau = ({ stage, unposted, refusedAt }: Refund): boolean =>
  stage === 'decided' && Object.keys(refusedAt).some((booked) => !unposted.includes(booked));

/** What a bureau books by itself: a month, or what was added to it. */
export const bookedAs = ({ month, item }: { readonly month: Month } & Added): string =>
  item === undefined ? month : `${month} ${item}`;

/** Everything that the bureau is to take out of its books, or to correct. */
export const heldByBureau = ({
  months,
  trueUps = [],
  corrections = [],
}: Pick<Refund, 'months' | 'trueUps' | 'corrections'>): string[] => [
  ...[...months, ...corrections].map(bookedAs),
  ...trueUps.map(({ month }) => bookedAs({ month, item: 'pension-true-up' })),
];
