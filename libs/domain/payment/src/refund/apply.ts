import type { Instant, Month } from '@canbao/calendar';
import { accept, on, reject, type Outcome, type Placed } from '@canbao/event-sourcing';
import { compare, negate, sum, type Yuan } from '@canbao/money';
import { condition, type Condition } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { credit } from '../journal/entry';
import { bundleFunds, pensionFunds, refundPayable } from '../journal/funds';
import { opposite } from '../journal/journal';
import type { JournalEntry } from '../journal/entry';
import { receivedItems, type Added } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { goingBack, noBooks, type NotedRefund, type OrderBooks } from './order-books';
import { joinedByCase } from './joined-by-case';
import type { RefundCause, RefundLeg, RefundMonth } from './refund.events';
import type { RefundState } from './refund-state';

/**
 * Somebody asks for the money of paid months of one insurance, whole months of one order where it is named;
 * or a case of assessment's does (death, employer cover, a posting given up).
 */
export interface ApplyForRefund {
  readonly type: 'ApplyForRefund';
  readonly refundId: string;
  readonly personId: string;
  readonly insurance: Insurance;
  readonly months: readonly Month[];
  readonly orderId?: string;
  /** What was added to the months goes back by itself: its bureau has refused to book it. */
  readonly only?: 'pension-true-up';
  readonly because: RefundCause;
  /** Who asks, with the role; a case of assessment's asks by itself. */
  readonly by: string;
  readonly at?: Instant;
}

/** Why an application is not taken. */
export type ApplyReason = 'month-not-refundable' | 'refund-open' | 'refund-exceeds-paid' | 'order-reversed';

/** Takes the application, or nothing at all; what is asked for again under the same id changes nothing. */
export const applyForRefund = (
  command: ApplyForRefund,
  state: RefundState,
): Outcome<PaymentEvent, ApplyReason> => {
  // The refund that a case joins is loaded beside.
  if (state.refund?.refundId === command.refundId) return accept();
  const unmet = againstRefund(command, state);
  const orderIds = ordersBehind(command, state);
  const open = openRefund(orderIds, command.months, state);
  const [first] = unmet;
  // Naming the orders' streams makes `execute` load them and decide again with what they hold.
  const isKnown = orderIds.every((orderId) => state.orders[orderId] !== undefined);
  if (!isKnown && first?.code !== 'month-not-refundable') return accept(...noted(command, orderIds, []));
  if (first?.code === 'refund-open' && open !== undefined && command.by === 'case')
    return joinedByCase({ ...open, personId: command.personId }, command.because);
  if (first !== undefined) return reject(first.code, { ...first.details, conditions: unmet });
  const legs = orderIds.map((orderId) => legOf(command, orderId, state));
  return accept<PaymentEvent>(applied(command, legs, state), ...noted(command, orderIds, legs));
};

/** The months, and the order where it is named. */
type Asked = Pick<ApplyForRefund, 'months' | 'orderId' | 'only'>;

/** Every condition against a refund of the months, the first of them being the reason of a refusal. */
export const againstRefund = (asked: Asked, state: RefundState): readonly Condition<ApplyReason>[] => {
  const { months } = asked;
  const unpaid = months.filter((month) => !isRefundable(asked, month, state));
  const orderIds = ordersBehind(asked, state);
  const open = openRefund(orderIds, months, state)?.refundId ?? correctedBy(asked, state);
  const exceeding = orderIds.filter((orderId) => exceedsPaid(asked, orderId, state));
  return [
    ...(unpaid.length === 0 ? [] : [condition('month-not-refundable', { details: { months: unpaid } })]),
    ...(orderIds.some((orderId) => state.orders[orderId]?.isReversed === true)
      ? [condition('order-reversed')]
      : []),
    ...(open === undefined ? [] : [condition('refund-open', { details: { refundId: open } })]),
    ...(exceeding.length === 0
      ? []
      : [condition('refund-exceeds-paid', { details: { orderIds: exceeding } })]),
  ];
};

/** The orders whose money settled the months, and what was added to them. */
export const ordersBehind = (asked: Asked, state: RefundState): readonly string[] => [
  ...new Set(partsOf(asked, state).map(({ orderId }) => orderId)),
];

/** Beside what goes back already with other months, an order that is known would give more than it took. */
const exceedsPaid = (asked: Asked, orderId: string, state: RefundState): boolean => {
  const books = state.orders[orderId];
  if (books === undefined) return false;
  const others = Object.entries(books.refunds).filter(([, refund]) => !isOpenFor(refund, asked.months));
  const going = goingBack({ refunds: Object.fromEntries(others) });
  return compare(sum([shareOf(orderId, partsOf(asked, state)), going]), books.received) > 0;
};

/** A bundle goes back when it is whole; what waits for the rest of its bundle has its own way out. */
const isRefundable = (asked: Asked, month: Month, state: RefundState): boolean => {
  const { orderId } = asked;
  const parts = partsOf({ ...asked, months: [month] }, state);
  const isAdded = parts.every(({ item }) => item !== undefined);
  const own = isAdded ? parts : parts.filter(({ item }) => item === undefined);
  return own.length > 0 && (orderId === undefined || own.some((part) => part.orderId === orderId));
};

/** What one order paid of a month, or of what was added to it. */
interface Part extends Added {
  readonly month: Month;
  readonly orderId: string;
  /** Yuan, negative for what has gone back of a month that stayed paid; zero until the order is loaded. */
  readonly amount: Yuan;
  /** What its settlement credited. */
  readonly funds: readonly JournalEntry[];
}

/** Everything that goes back: the months with what final limits have changed about them, as they stand. */
const partsOf = ({ months, only }: Asked, state: RefundState): Part[] =>
  months.flatMap((month) =>
    only === undefined ? [...ownParts(month, state), ...addedParts(month, state)] : addedParts(month, state),
  );

const ownParts = (month: Month, { obligations, orders }: RefundState): Part[] => {
  const obligation = obligations[month];
  if (obligation?.paidBy === undefined) return [];
  if (obligation.insurance === 'medical')
    return [...Map.groupBy(receivedItems(obligation), ({ orderId }) => orderId)].map(([orderId, items]) => ({
      month,
      orderId,
      amount: amountOf(items),
      funds: bundleFunds(items),
    }));
  const { paidBy: orderId } = obligation;
  const { pensionMonths, refunds } = orders[orderId] ?? noBooks;
  const paid = [pensionMonths[month] ?? []].flat();
  const corrected = Object.values(refunds)
    .flatMap(({ stage, corrections }) => (stage === 'left' ? corrections : []))
    .filter((correction) => correction.month === month);
  return [
    { month, orderId, amount: amountOf(paid), funds: pensionFunds(paid) },
    ...corrected.map((part) => ({
      month,
      orderId,
      item: 'pension-true-up' as const,
      amount: negate(part.amount),
      funds: opposite(pensionFunds([part])),
    })),
  ];
};

const addedParts = (month: Month, { additions, orders }: RefundState): Part[] => {
  const orderId = additions[month]?.paidBy;
  if (orderId === undefined) return [];
  const paid = [orders[orderId]?.trueUpMonths[month] ?? []].flat();
  return [{ month, orderId, item: 'pension-true-up', amount: amountOf(paid), funds: pensionFunds(paid) }];
};

const openRefund = (
  orderIds: readonly string[],
  months: readonly Month[],
  { orders }: RefundState,
): (NotedRefund & { readonly refundId: string }) | undefined => {
  const refunds = orderIds.flatMap((orderId) => Object.entries(orders[orderId]?.refunds ?? {}));
  const [refundId, found] = refunds.find(([, refund]) => isOpenFor(refund, months)) ?? [];
  return refundId === undefined || found === undefined ? undefined : { ...found, refundId };
};

/** The refund of a part of one of the months that is not over: the rest goes back when it is. */
const correctedBy = ({ months, only }: Asked, { obligations, orders }: RefundState): string | undefined => {
  if (only !== undefined) return undefined;
  const paidBy = months.flatMap((month) => obligations[month]?.paidBy ?? []);
  const noted = paidBy.flatMap((orderId) => Object.entries(orders[orderId]?.refunds ?? {}));
  return noted.find(
    ([, { stage, corrections }]) =>
      (stage === 'applied' || stage === 'committed') &&
      corrections.some(({ month }) => months.includes(month)),
  )?.[0];
};

const isOpenFor = ({ stage, months: own }: NotedRefund, months: readonly Month[]): boolean =>
  (stage === 'applied' || stage === 'committed') && own.some((month) => months.includes(month));

/** Yuan that the order brought. */
const shareOf = (orderId: string, parts: readonly Part[]): Yuan =>
  amountOf(parts.filter((part) => part.orderId === orderId));

const legOf = (command: ApplyForRefund, orderId: string, state: RefundState): RefundLeg => {
  const { channel, channelTransactionNo, received: total } = state.orders[orderId] as OrderBooks;
  if (channel === undefined || channelTransactionNo === undefined)
    throw new Error(`order ${orderId} paid a month without money`);
  const amount = shareOf(orderId, partsOf(command, state));
  return { orderId, channel, channelTransactionNo, amount, total };
};

const applied = (command: ApplyForRefund, legs: readonly RefundLeg[], state: RefundState): PaymentEvent => {
  const { refundId, personId, insurance, because, by, at } = command;
  const parts = partsOf(command, state);
  const amount = amountOf(legs);
  const entries = [...opposite(parts.flatMap(({ funds }) => funds)), credit(refundPayable, amount)];
  const trueUps = byMonth(parts.filter(({ item }) => item !== undefined));
  const data = {
    refundId,
    personId,
    insurance,
    because,
    months: byMonth(parts.filter(({ item }) => item === undefined)),
    ...(trueUps.length === 0 ? {} : { trueUps }),
    legs,
    amount,
    entries,
    by,
    ...toldAt(at),
  };
  return { type: 'RefundApplied', data };
};

const byMonth = (parts: readonly Part[]): RefundMonth[] =>
  [...Map.groupBy(parts, ({ month }) => month)].map(([month, own]) => ({
    month,
    amount: amountOf(own),
    orderIds: [...new Set(own.map(({ orderId }) => orderId))],
  }));

const noted = (
  { refundId, months, by }: ApplyForRefund,
  orderIds: readonly string[],
  legs: readonly RefundLeg[],
): Placed<PaymentEvent>[] =>
  orderIds.map((orderId) => {
    const amount = amountOf(legs.filter((leg) => leg.orderId === orderId));
    return on<PaymentEvent>(orderStream(orderId), {
      type: 'RefundNoted',
      data: { orderId, refundId, months, amount, orderIds, ...(by === 'case' ? { byCase: true } : {}) },
    });
  });

const toldAt = (at: Instant | undefined): { readonly at?: Instant } => (at === undefined ? {} : { at });
