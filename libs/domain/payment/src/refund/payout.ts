import { millisecondsBetween, type Instant, type Month } from '@canbao/calendar';
import { accept, on, reject, type Outcome, type Placed } from '@canbao/event-sourcing';
import { compare, sum, type Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { RefundState as ChannelAnswer } from '../channel/online-channel';
import { clockToleranceMs } from '../collection/report';
import { credit, debit } from '../journal/entry';
import { refundPayable, transfers } from '../journal/funds';
import { obligationStream } from '../obligation/obligation';
import { withStillHeld } from '../obligation/still-held';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { legOfNo, refundNoOf } from './refund-no';
import type { RefundEvent, RefundMonth } from './refund.events';
import {
  bookedAs,
  heldByBureau,
  isUnposted,
  statusOf,
  type Leg,
  type Refund,
  type RefundState,
} from './refund-state';

/** The owning bureau holds the month no more, or never did. */
export interface NoteUnposted {
  readonly type: 'NoteUnposted';
  readonly refundId: string;
  readonly month: Month;
  /** What was added to the month. */
  readonly item?: 'pension-true-up';
  readonly was: 'reversed' | 'absent' | 'corrected';
  readonly at: Instant;
}

/** The money of one order is to be sent, by its channel or by the counter that took it. */
export interface BeginPayout {
  readonly type: 'BeginPayout';
  readonly refundId: string;
  readonly orderId: string;
  readonly way: 'channel' | 'counter';
  readonly at: Instant;
}

/** What a channel has said of a refund, when asked or by itself. */
export interface NoteChannelRefund {
  readonly type: 'NoteChannelRefund';
  readonly refundId: string;
  readonly refundNo: string;
  readonly state: ChannelAnswer;
  readonly at: Instant;
}

/**
 * A counter has paid the money out, or an operator has by another way: where the way back is shut, its
 * channel is not connected, or the counter does not pay. Amount in yuan.
 */
export interface ConfirmPayout {
  readonly type: 'ConfirmPayout';
  readonly refundId: string;
  /** The counter that confirms; without it, another way. */
  readonly channel?: Channel;
  readonly payoutNo: string;
  /** How a counter handed it over, if it says so. */
  readonly method?: 'cash' | 'card';
  readonly amount: Yuan;
  readonly paidOutAt: Instant;
  readonly at: Instant;
}

/** Why a payout is not booked. */
export type PayoutReason =
  'refund-not-found' | 'payout-not-due' | 'payout-amount-differs' | 'payout-in-the-future';

/** Notes each month once. */
export const noteUnposted = (
  { refundId, month, item, was, at }: NoteUnposted,
  { refund }: RefundState,
): Outcome<PaymentEvent, never> => {
  const added = item === undefined ? {} : { item };
  const booked = bookedAs({ month, ...added });
  if (refund?.stage !== 'decided' || refund.unposted.includes(booked)) return accept();
  if (!heldByBureau(refund).includes(booked)) return accept();
  const { personId = '' } = refund;
  return accept({ type: 'RefundMonthUnposted', data: { refundId, personId, month, ...added, was, at } });
};

/** Stores the number before it is sent; nothing is sent while the bureau may hold a month. */
export const beginPayout = (
  { refundId, orderId, way, at }: BeginPayout,
  { refund }: RefundState,
): Outcome<PaymentEvent, never> => {
  if (refund?.stage !== 'decided' || !isUnposted(refund)) return accept();
  const leg = refund.legs.find((each) => each.orderId === orderId);
  if (leg?.status !== 'to-send') return accept();
  const data = { refundId, orderId, refundNo: refundNoOf(refund, leg), at };
  return accept({ type: way === 'channel' ? 'RefundSendingBegun' : 'RefundInstructed', data });
};

/** The first final answer counts; another one is a case. */
export const noteChannelRefund = (
  { refundId, refundNo, state, at }: NoteChannelRefund,
  books: RefundState,
): Outcome<PaymentEvent, never> => {
  const { refund } = books;
  const leg = refund && legOfNo(refund, refundNo);
  if (refund === undefined || leg === undefined) return accept();
  const data = { refundId, orderId: leg.orderId, refundNo, at };
  const isCurrent = leg.refundNo === refundNo;
  if (!isCurrent || leg.status === 'refunded') return accept(...conflict(leg, isCurrent, state, data));
  switch (state.status) {
    case 'refunded': {
      const { channelRefundNo, refundedAt: leftAt } = state;
      return accept(...left(books, refund, leg, { ...data, channelRefundNo, leftAt, way: 'channel' }));
    }
    case 'under-way':
      // An abnormal one that is on its way again goes to another card.
      return accept(
        ...(['sending', 'abnormal'].includes(leg.status) ? [{ type: 'RefundUnderWay', data } as const] : []),
      );
    case 'abnormal':
      return accept(...abnormal(leg, data, 'abnormal'));
    case 'refused':
      return accept(...abnormal(leg, data, state.reason));
    case 'closed':
      // A new number is allowed once: what is closed twice needs a person.
      return leg.closedNos.length === 0
        ? accept({ type: 'RefundClosedByChannel', data })
        : accept(...abnormal(leg, data, 'closed-twice'));
    default:
      return accept();
  }
};

/** Books what was paid out, once; what comes second has moved all the same, and is a case. */
export const confirmPayout = (
  { refundId, channel, payoutNo, method, amount, paidOutAt: leftAt, at }: ConfirmPayout,
  books: RefundState,
): Outcome<PaymentEvent, PayoutReason> => {
  const { refund } = books;
  if (refund === undefined) return reject('refund-not-found');
  const own = refund.legs.filter((leg) => (channel === undefined ? true : leg.channel === channel));
  if (own.some((leg) => leg.status === 'refunded' && leg.channelRefundNo === payoutNo)) return accept();
  const way = channel === undefined ? 'other' : 'counter';
  const due = own.filter((leg) => isDue(refund, leg, way));
  // A counter that confirms under our number of the payout names the order; by any other, its amount does.
  const leg =
    due.find((each) => each.refundNo === payoutNo) ?? due.find((each) => each.amount === amount) ?? due[0];
  if (leg === undefined) return paidBefore(own, way, payoutNo, { refund, amount, at });
  if (leg.amount !== amount) return reject('payout-amount-differs', { amount: leg.amount });
  if (millisecondsBetween(at, leftAt) > clockToleranceMs) return reject('payout-in-the-future');
  const { orderId, refundNo = refundNoOf(refund, leg) } = leg;
  const data = { refundId, orderId, refundNo, at };
  const paidAs = method === undefined ? {} : { paidAs: method };
  return accept(...left(books, refund, leg, { ...data, channelRefundNo: payoutNo, leftAt, way, ...paidAs }));
};

/** What a counter was told to pay, or what no channel is under way with. */
const isDue = (refund: Refund, { status }: Leg, way: 'counter' | 'other'): boolean => {
  if (refund.stage !== 'decided' || !isUnposted(refund)) return false;
  return status === 'to-pay-out' || (way === 'other' && (status === 'abnormal' || status === 'to-send'));
};

/** The counter has handed over what went another way meanwhile. */
const paidBefore = (
  own: readonly Leg[],
  way: 'counter' | 'other',
  payoutNo: string,
  { refund, amount, at }: { readonly refund: Refund; readonly amount: Yuan; readonly at: Instant },
): Outcome<PaymentEvent, PayoutReason> => {
  const leg = own.find(
    (each) => each.status === 'refunded' && each.amount === amount && each.way === 'other',
  );
  if (way === 'other' || leg?.refundNo === undefined)
    return reject('payout-not-due', { status: statusOf(refund) });
  const { refundId } = refund;
  const { orderId, refundNo, conflicts } = leg;
  if (conflicts.includes(refundNo)) return accept();
  return accept<PaymentEvent>({
    type: 'RefundConflictNoted',
    data: { refundId, orderId, refundNo, said: `paid out ${payoutNo}`, at },
  });
};

type LegData = Extract<RefundEvent, { type: 'RefundUnderWay' }>['data'];
type Left = LegData &
  Pick<Extract<RefundEvent, { type: 'RefundLeft' }>['data'], 'channelRefundNo' | 'leftAt' | 'way' | 'paidAs'>;

/** The money has left; with the last of it the months are payable again. */
const left = (
  books: RefundState,
  refund: Refund,
  leg: Leg,
  data: Left,
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const { channel, amount } = leg;
  const { personId } = refund;
  // What another way has paid is not the channel's money: it still owes us all that it took.
  const account = data.way === 'other' ? transfers : `1001.${channel}`;
  const entries = [debit(refundPayable, amount), credit(account, amount)];
  const others = refund.legs.filter(({ orderId }) => orderId !== leg.orderId);
  return [
    {
      type: 'RefundLeft',
      data: { ...data, ...(personId === undefined ? {} : { personId }), channel, amount, entries },
    },
    ...(others.every(({ status }) => status === 'refunded')
      ? withStillHeld(reopened(refund, data.leftAt), books)
      : []),
  ];
};

const reopened = (refund: Refund, reversedAt: Instant): Placed<PaymentEvent>[] => {
  const { refundId, personId, insurance, months, trueUps = [], legs } = refund;
  // What had gone back of a month before was never paid beside it.
  const paidBeside = trueUps.filter(({ amount }) => compare(amount, sum([])) > 0);
  return legs.flatMap(({ orderId }) => {
    const stream = orderStream(orderId);
    const monthsIn = (all: readonly RefundMonth[]): Month[] =>
      all.filter(({ orderIds }) => orderIds.includes(orderId)).map(({ month }) => month);
    const own = monthsIn(months);
    const added = monthsIn(paidBeside);
    const ended = on<PaymentEvent>(stream, {
      type: 'RefundEnded',
      data: { orderId, refundId, outcome: 'left' },
    });
    if (personId === undefined || insurance === undefined || own.length + added.length === 0) return [ended];
    const beside = added.length === 0 ? {} : { trueUpMonths: added };
    const reversal = { personId, orderId, insurance, months: own, ...beside, reversedAt };
    return [
      ended,
      on<PaymentEvent>(stream, { type: 'SettlementReversed', data: reversal }),
      ...own.map((month) =>
        on<PaymentEvent>(obligationStream(personId, insurance, month), {
          type: 'MonthReopened',
          data: { personId, insurance, month, orderId },
        }),
      ),
      ...added.map((month) =>
        on<PaymentEvent>(obligationStream(personId, insurance, month, addition), {
          type: 'MonthReopened',
          data: { personId, insurance, month, orderId, ...addition },
        }),
      ),
    ];
  });
};

const addition = { item: 'pension-true-up' } as const;

const abnormal = (leg: Leg, data: LegData, because: string): PaymentEvent[] =>
  leg.status === 'abnormal' && leg.because === because
    ? []
    : [{ type: 'RefundAbnormal', data: { ...data, because } }];

/** Money under a number that was closed, or that went another way meanwhile, may have gone twice. */
const conflict = (leg: Leg, isCurrent: boolean, state: ChannelAnswer, data: LegData): PaymentEvent[] => {
  const isKnown = isCurrent && leg.way === 'channel';
  if (state.status !== 'refunded' || isKnown || leg.conflicts.includes(data.refundNo)) return [];
  const said = `refunded ${state.channelRefundNo}`;
  return [{ type: 'RefundConflictNoted', data: { ...data, said } }];
};
