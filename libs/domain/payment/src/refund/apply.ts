import type { Instant, Month } from '@canbao/calendar';
import { accept, on, reject, type Outcome, type Placed } from '@canbao/event-sourcing';
import { compare, sum, type Yuan } from '@canbao/money';
import { condition, type Condition } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { credit } from '../journal/entry';
import { bundleFunds, pensionFunds, refundPayable } from '../journal/funds';
import { opposite } from '../journal/journal';
import { receivedItems } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { goingBack, type NotedRefund, type OrderBooks } from './order-books';
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
  const orderIds = ordersBehind(command.months, state);
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
type Asked = Pick<ApplyForRefund, 'months' | 'orderId'>;

/** Every condition against a refund of the months, the first of them being the reason of a refusal. */
export const againstRefund = (asked: Asked, state: RefundState): readonly Condition<ApplyReason>[] => {
  const { months } = asked;
  const unpaid = months.filter((month) => !isRefundable(asked, month, state));
  const orderIds = ordersBehind(months, state);
  const open = openRefund(orderIds, months, state);
  const exceeding = orderIds.filter((orderId) => exceedsPaid(asked, orderId, state));
  return [
    ...(unpaid.length === 0 ? [] : [condition('month-not-refundable', { details: { months: unpaid } })]),
    ...(orderIds.some((orderId) => state.orders[orderId]?.isReversed === true)
      ? [condition('order-reversed')]
      : []),
    ...(open === undefined ? [] : [condition('refund-open', { details: { refundId: open.refundId } })]),
    ...(exceeding.length === 0
      ? []
      : [condition('refund-exceeds-paid', { details: { orderIds: exceeding } })]),
  ];
};

/** The orders whose money settled the months. */
export const ordersBehind = (months: readonly Month[], state: RefundState): readonly string[] => [
  ...new Set(months.flatMap((month) => ordersOf(month, state))),
];

/** Beside what goes back already with other months, an order that is known would give more than it took. */
const exceedsPaid = ({ months }: Asked, orderId: string, state: RefundState): boolean => {
  const books = state.orders[orderId];
  if (books === undefined) return false;
  const others = Object.entries(books.refunds).filter(([, refund]) => !isOpenFor(refund, months));
  const going = goingBack({ refunds: Object.fromEntries(others) });
  return compare(sum([shareOfAll(months, orderId, state), going]), books.received) > 0;
};

/** A bundle goes back when it is whole; what waits for the rest of its bundle has its own way out. */
const isRefundable = ({ orderId }: Asked, month: Month, state: RefundState): boolean =>
  state.obligations[month]?.paidBy !== undefined &&
  (orderId === undefined || ordersOf(month, state).includes(orderId));

/** The orders whose money settled the month. */
const ordersOf = (month: Month, { obligations }: RefundState): string[] => {
  const obligation = obligations[month];
  if (obligation?.paidBy === undefined) return [];
  const orderIds = receivedItems(obligation).map(({ orderId }) => orderId);
  return obligation.insurance === 'pension' ? [obligation.paidBy] : [...new Set(orderIds)];
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

const isOpenFor = ({ stage, months: own }: NotedRefund, months: readonly Month[]): boolean =>
  (stage === 'applied' || stage === 'committed') && own.some((month) => months.includes(month));

const shareOfAll = (months: readonly Month[], orderId: string, state: RefundState): Yuan =>
  sum(months.map((month) => shareOf(month, orderId, state)));

/** Yuan that the order brought for the month. */
const shareOf = (month: Month, orderId: string, { obligations, orders }: RefundState): Yuan => {
  const obligation = obligations[month];
  if (obligation?.insurance === 'pension')
    return obligation.paidBy === orderId
      ? sum([orders[orderId]?.pensionMonths[month]?.amount ?? []].flat())
      : sum([]);
  return amountOf(receivedItems(obligation).filter((item) => item.orderId === orderId));
};

const legOf = ({ months }: ApplyForRefund, orderId: string, state: RefundState): RefundLeg => {
  const { channel, channelTransactionNo, received: total } = state.orders[orderId] as OrderBooks;
  if (channel === undefined || channelTransactionNo === undefined)
    throw new Error(`order ${orderId} paid a month without money`);
  const amount = shareOfAll(months, orderId, state);
  return { orderId, channel, channelTransactionNo, amount, total };
};

const applied = (
  { refundId, personId, insurance, months, because, by, at }: ApplyForRefund,
  legs: readonly RefundLeg[],
  state: RefundState,
): PaymentEvent => {
  const amount = amountOf(legs);
  const entries = [
    ...opposite(months.flatMap((month) => fundsOf(month, state))),
    credit(refundPayable, amount),
  ];
  const whole = months.map((month): RefundMonth => {
    const orderIds = ordersOf(month, state);
    return { month, amount: sum(orderIds.map((orderId) => shareOf(month, orderId, state))), orderIds };
  });
  const data = {
    refundId,
    personId,
    insurance,
    because,
    months: whole,
    legs,
    amount,
    entries,
    by,
    ...toldAt(at),
  };
  return { type: 'RefundApplied', data };
};

/** What the month's settlement credited. */
const fundsOf = (month: Month, { obligations, orders }: RefundState) => {
  const obligation = obligations[month];
  if (obligation?.insurance === 'medical') return bundleFunds(receivedItems(obligation));
  const paid = orders[obligation?.paidBy ?? '']?.pensionMonths[month];
  return paid === undefined ? [] : pensionFunds([paid]);
};

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
