import { dayOf, type Instant } from '@canbao/calendar';
import { accept, on, reject, type Outcome, type Placed, type StreamName } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import { reversedEntries } from '../journal/journal';
import {
  addedIn,
  monthsByKind,
  monthsOf,
  obligationStream,
  owedIn,
  receivedItems,
  type Obligation,
} from '../obligation/obligation';
import { withStillHeld } from '../obligation/still-held';
import type { PaymentEvent } from '../payment.events';
import { orderStream, type PaymentState } from '../payment-state';
import { refundStream } from '../refund/refund-state';

/** A counter takes back a collection no later than on the day it was made (冲正). */
export interface ReverseCollection {
  readonly type: 'ReverseCollection';
  readonly orderId: string;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly at: Instant;
  /**
   * Near midnight, the order of the day across it: a counter's clock may differ by the tolerance, so that its
   * collection is dated on that day.
   */
  readonly acrossMidnight?: { readonly orderId: string; readonly toleranceMs: number };
}

/** Why a collection is not reversed. */
export type ReversalReason = 'reversal-too-late' | 'part-already-settled' | 'refund-decided';

/** Takes back exactly what the collection booked, and reopens its months. */
export const reverseCollection = (
  command: ReverseCollection,
  state: PaymentState,
): Outcome<PaymentEvent, ReversalReason> => {
  const { channel, channelTransactionNo, at } = command;
  const { status, booked, obligations, additions, refunds } = state;
  if (status === 'void' || status === 'reversed') return accept();
  const receipt = booked.find(isReceipt);
  // A reversal may overtake its collection, which is void when it arrives.
  if (receipt === undefined) return accept<PaymentEvent>(...earlyReversals(command));
  // Of the day across midnight, where its collection was recorded meanwhile.
  const { orderId } = receipt.data;
  const { paidAt, accountedOn = dayOf(paidAt) } = receipt.data;
  const amount = sum(booked.filter(isReceipt).map(({ data }) => data.amount));
  if (accountedOn < dayOf(at)) return reject('reversal-too-late', { paidOn: accountedOn });

  const decided = Object.entries(refunds).find(([, { stage }]) => stage === 'committed' || stage === 'left');
  if (decided !== undefined) return reject('refund-decided', { refundId: decided[0] });
  // The same money must not go back twice.
  if (booked.some(({ type, data }) => type === 'SuspenseResolved' && data.way === 'back'))
    return reject('refund-decided');

  const entries = reversedEntries(booked);
  const taken = { orderId, channel, channelTransactionNo, amount, reversedAt: at, entries };
  // Out of suspense it may have paid for somebody else than its report said, or for nobody known until then.
  const { personId, insurance } = { ...receipt.data, ...booked.flatMap(paidOutOfSuspense).at(-1) };
  if (personId === undefined || insurance === undefined)
    return accept(
      on<PaymentEvent>(orderStream(orderId), { type: 'UnidentifiedReceiptReversed', data: taken }),
    );

  const lines = linesOf(booked);
  const months = monthsOf(lines).filter((month) => holdsMoneyOf(orderId, obligations[month]));
  // What belongs to it is reversed first: the order that completed a bundle with a received item of this one,
  // and the one that paid what final limits have added to a month.
  const settled = months.filter((month) => {
    const paidBy = owedIn(state, lines, month)?.paidBy;
    const isAdjusted = addedIn(lines, month).item === undefined && additions[month]?.paidBy !== undefined;
    return isAdjusted || (paidBy !== undefined && paidBy !== orderId);
  });
  if (settled.length > 0) return reject('part-already-settled', { months: settled });

  const taking = monthsByKind(lines.filter(({ month }) => months.includes(month)));
  const reversal = { personId, orderId, insurance, ...taking, reversedAt: at };
  // Naming the months' streams makes `execute` load them and decide again with what they hold.
  const reopened = months.map((month) => {
    const added = addedIn(lines, month);
    return on<PaymentEvent>(obligationStream(personId, insurance, month, added), {
      type: 'MonthReopened',
      data: { personId, insurance, month, orderId, ...added, ...waitingAgain(orderId, obligations[month]) },
    });
  });
  const reversed: PaymentEvent[] = [
    { type: 'CollectionReversed', data: { ...reversal, ...taken } },
    ...(months.length > 0 ? [{ type: 'SettlementReversed', data: reversal } as const] : []),
  ];
  return accept(
    ...reversed.map((event) => on(orderStream(orderId), event)),
    ...withStillHeld(reopened, state),
    ...closedRefunds(personId, refunds, at),
  );
};

/**
 * What final limits may have added to the months of the order: such an addition goes back before its month.
 */
export const additionsToRead = ({ booked }: PaymentState): StreamName[] => {
  const lines = linesOf(booked).filter(({ item }) => item === 'pension');
  const { personId } = { ...booked.find(isReceipt)?.data, ...booked.flatMap(paidOutOfSuspense).at(-1) } as {
    readonly personId?: string;
  };
  if (personId === undefined) return [];
  return monthsOf(lines).map((month) =>
    obligationStream(personId, 'pension', month, { item: 'pension-true-up' }),
  );
};

const linesOf = (booked: readonly PaymentEvent[]) =>
  booked.flatMap(({ type, data }) =>
    type === 'PaymentCaptured' || type === 'SuspenseResolved' ? (data.lines ?? []) : [],
  );

const paidOutOfSuspense = ({ type, data }: PaymentEvent) =>
  type === 'SuspenseResolved' && data.way === 'obligation' ? [data] : [];

/** Refunds that are asked for and not decided have nothing left to give back. */
const closedRefunds = (
  personId: string,
  refunds: PaymentState['refunds'],
  at: Instant,
): Placed<PaymentEvent>[] =>
  Object.entries(refunds)
    .filter(([, { stage }]) => stage === 'applied')
    .flatMap(([refundId, { orderIds }]) => [
      on<PaymentEvent>(refundStream(refundId), {
        type: 'RefundClosed',
        data: { refundId, personId, because: 'reversed', at },
      }),
      ...orderIds.map((orderId) =>
        on<PaymentEvent>(orderStream(orderId), {
          type: 'RefundEnded',
          data: { orderId, refundId, outcome: 'without-effect' },
        }),
      ),
    ]);

/** On the order of the day, and near midnight on that of the day across it. */
const earlyReversals = ({
  orderId,
  channel,
  channelTransactionNo,
  at: reversedAt,
  acrossMidnight,
}: ReverseCollection): Placed<PaymentEvent>[] =>
  [{ orderId }, acrossMidnight ?? []].flat().map((order) =>
    on(orderStream(order.orderId), {
      type: 'EarlyReversalRecorded',
      data: { channel, channelTransactionNo, reversedAt, ...order },
    }),
  );

/**
 * False once the order's items of the month are in suspense. A month that is not loaded yet counts: `execute`
 * loads its stream and decides again.
 */
const holdsMoneyOf = (orderId: string, obligation: Obligation | undefined): boolean =>
  obligation?.insurance !== 'medical' || obligation.received.some((item) => item.orderId === orderId);

const waitingAgain = (
  orderId: string,
  obligation: Obligation | undefined,
): { readonly waitingOrders?: readonly string[] } => {
  if (obligation?.paidBy !== orderId) return {};
  const others = receivedItems(obligation).map((item) => item.orderId);
  const waitingOrders = [...new Set(others.filter((other) => other !== orderId))];
  return waitingOrders.length === 0 ? {} : { waitingOrders };
};

/** Events that took money from the counter: a reversal gives back all of it. */
export const isReceipt = (event: PaymentEvent) =>
  event.type === 'PaymentCaptured' ||
  event.type === 'ReceiptKeptInSuspense' ||
  event.type === 'MonthsKeptInSuspense' ||
  event.type === 'UnidentifiedReceiptKept';

/** What a counter is told of its reversal. */
export const reversalStatus = ({ status }: PaymentState): 'reversed' | 'awaiting-original' =>
  status === 'void' ? 'awaiting-original' : 'reversed';
