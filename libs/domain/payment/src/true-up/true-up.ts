import type { Instant, Month } from '@canbao/calendar';
import { accept, on, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import { compare, sum, type Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { credit } from '../journal/entry';
import { pensionFunds, refundPayable } from '../journal/funds';
import { opposite } from '../journal/journal';
import { evolveObligation, obligationStream, type Obligation } from '../obligation/obligation';
import { obligationEvents } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { evolvePayability, newPayability, payabilityStream, type Payability } from '../payability/payability';
import { payabilityEvents } from '../payability/payability.events';
import { evolveBooks, goingBack, noBooks, type OrderBooks } from '../refund/order-books';
import type { RefundLeg } from '../refund/refund.events';
import { refundStream } from '../refund/refund-state';
import type { AdjustedMonth } from './true-up.events';

/** Adjusts a person's paid months to final limits, exactly as they were rehearsed. */
export interface AssessTrueUps {
  readonly type: 'AssessTrueUps';
  readonly runId: string;
  readonly personId: string;
  readonly insurance: Insurance;
  readonly year: number;
  readonly months: readonly AdjustedMonth[];
  /** Of the refund, where money goes back. */
  readonly refundId: string;
  readonly at: Instant;
}

/** Why a person is left out: of the rehearsal, or since then. */
export type LeftOut =
  | 'person-deceased'
  | 'left-country'
  | 'transferred-out'
  /** A month is no longer paid as it was when the run was rehearsed. */
  | 'paid-months-changed'
  | 'already-trued-up'
  /** A month goes back whole, or money of its order another way. */
  | 'refund-open';

interface State {
  readonly payability: Payability;
  readonly obligations: Readonly<Record<Month, Obligation>>;
  readonly orders: Readonly<Record<string, OrderBooks>>;
  readonly runIds: readonly string[];
  /** Months that were adjusted, `month order`: a month that is paid anew is another one. */
  readonly adjusted: readonly string[];
}

/** The stream of a person's adjustments of a year. */
export const trueUpStream = (personId: string, insurance: Insurance, year: number): StreamName =>
  `true-up-${personId}-${insurance}-${year}`;

/** Why the person is not adjusted, as far as registration has told: the dead and those who have left. */
export const leftOutBecause = ({ diedOn, left }: Payability, insurance: Insurance): LeftOut | undefined =>
  diedOn === undefined ? left?.[insurance] : 'person-deceased';

/**
 * A person's adjustments of a year (多退少补): new assessments beside the old ones. Whoever approved the run
 * has approved its figures, so a person whose months have changed since is left out, and told.
 */
export const personTrueUp: Decider<AssessTrueUps, State, PaymentEvent, LeftOut> = {
  initial: { payability: newPayability, obligations: {}, orders: {}, runIds: [], adjusted: [] },
  streams: ({ personId, insurance, year, months, refundId }) => [
    trueUpStream(personId, insurance, year),
    payabilityStream(personId),
    ...months.map(({ month }) => obligationStream(personId, insurance, month)),
    ...months.map(({ orderId }) => orderStream(orderId)),
    ...(refunded(months).length === 0 ? [] : [refundStream(refundId)]),
  ],
  decide: (command, state) => assessTrueUps(command, state),
  evolve: (state, event) => {
    if (event.type === 'TrueUpsAssessed') {
      const { runId, months } = event.data;
      const adjusted = [...state.adjusted, ...months.map(keyOf)];
      return { ...state, runIds: [...state.runIds, runId], adjusted };
    }
    if (payabilityEvents.has(event))
      return { ...state, payability: evolvePayability(state.payability, event) };
    if (obligationEvents.has(event)) {
      const { month } = event.data;
      const obligation = evolveObligation(state.obligations[month], event);
      return { ...state, obligations: { ...state.obligations, [month]: obligation } };
    }
    if (!('orderId' in event.data)) return state;
    const { orderId } = event.data;
    const books = evolveBooks(state.orders[orderId] ?? noBooks, event);
    return { ...state, orders: { ...state.orders, [orderId]: books } };
  },
};

const keyOf = ({ month, orderId }: AdjustedMonth): string => `${month} ${orderId}`;

const refunded = (months: readonly AdjustedMonth[]): AdjustedMonth[] =>
  months.filter(({ direction }) => direction === 'refund');

const assessTrueUps = (command: AssessTrueUps, state: State): Outcome<PaymentEvent, LeftOut> => {
  const { runId, personId, insurance, year, months, at } = command;
  if (state.runIds.includes(runId)) return accept();
  const because = leftOutBecause(state.payability, insurance);
  if (because !== undefined) return reject(because);
  if (months.some(({ month, orderId }) => state.obligations[month]?.paidBy !== orderId))
    return reject('paid-months-changed');
  if (months.some((month) => state.adjusted.includes(keyOf(month)))) return reject('already-trued-up');
  if (months.some(({ month, orderId }) => isGoingBack(state.orders[orderId] ?? noBooks, month)))
    return reject('refund-open');
  const back = refunded(months);
  const legs = legsOf(back, state);
  if (legs === undefined) return reject('refund-open');
  const charge = amountOf(months.filter(({ direction }) => direction === 'charge'));
  const refund = amountOf(back);
  return accept<PaymentEvent>(
    { type: 'TrueUpsAssessed', data: { personId, runId, insurance, year, months, charge, refund, at } },
    ...(back.length === 0 ? [] : refundOf(command, back, legs)),
  );
};

/** What goes back of each order; nothing where more would go back than came in, or the money is reversed. */
const legsOf = (back: readonly AdjustedMonth[], { orders }: State): RefundLeg[] | undefined => {
  const legs = [...Map.groupBy(back, ({ orderId }) => orderId)].flatMap(([orderId, months]): RefundLeg[] => {
    const books = orders[orderId] ?? noBooks;
    const { channel, channelTransactionNo, received: total, isReversed } = books;
    const amount = amountOf(months);
    const all: Yuan = sum([amount, goingBack(books)]);
    if (channel === undefined || channelTransactionNo === undefined || isReversed) return [];
    return compare(all, total) > 0 ? [] : [{ orderId, channel, channelTransactionNo, amount, total }];
  });
  return legs.length === new Set(back.map(({ orderId }) => orderId)).size ? legs : undefined;
};

const isGoingBack = ({ refunds }: OrderBooks, wanted: Month): boolean =>
  Object.values(refunds).some(({ stage, months }) => stage !== 'without-effect' && months.includes(wanted));

/** An application like any other, which two offices review; the bureau corrects its booking first. */
const refundOf = (
  { refundId, personId, insurance, at }: AssessTrueUps,
  back: readonly AdjustedMonth[],
  legs: readonly RefundLeg[],
) => {
  const amount = amountOf(legs);
  const corrections = back.map(({ month, amount: above, orderId, parts }) => ({
    month,
    amount: above,
    orderId,
    ...(parts && { parts }),
  }));
  const entries = [...opposite(pensionFunds(back)), credit(refundPayable, amount)];
  const orderIds = legs.map(({ orderId }) => orderId);
  const application = { refundId, personId, insurance, months: [], legs, amount, entries, corrections };
  return [
    on<PaymentEvent>(refundStream(refundId), {
      type: 'RefundApplied',
      data: { ...application, because: 'true-up', by: 'true-up', at },
    }),
    ...legs.map((leg) =>
      on<PaymentEvent>(orderStream(leg.orderId), {
        type: 'RefundNoted',
        data: {
          orderId: leg.orderId,
          refundId,
          months: [],
          amount: leg.amount,
          orderIds,
          corrections: corrections.filter(({ orderId }) => orderId === leg.orderId),
        },
      }),
    ),
  ];
};
