import { dayOf, type Day, type Instant } from '@canbao/calendar';
import type { PaperLine } from '@canbao/contracts';
import { inWords, subtract, type Yuan } from '@canbao/money';
import { insurances, type Channel, type Insurance } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { accountingDayOf } from '../collection/receipt-no';
import type { PaymentEvent } from '../payment.events';
import type { Recorded } from './paper-lines';
import { receiptMoney } from './receipt-paper';

/** A receipt of a person's yearly statement, with the lines that belong to months. */
export interface StatedReceipt {
  readonly receiptNo: string;
  readonly insurance: Insurance;
  readonly channel: Channel;
  readonly paidOn: Day;
  readonly lines: readonly PaperLine[];
}

/** Yuan of an insurance in a year: paid, gone back, and what is left. */
export interface StatedSum {
  readonly insurance: Insurance;
  readonly paid: Yuan;
  readonly refunded: Yuan;
  readonly net: Yuan;
}

/** What was paid for a person in a year. */
export interface YearlyStatement {
  readonly receipts: readonly StatedReceipt[];
  readonly sums: readonly StatedSum[];
  readonly net: Yuan;
  readonly netInWords: string;
}

/** The orders that brought money for months of a person, from the events of the months. */
export const ordersInMonths = (events: readonly Recorded[]): string[] => [
  ...new Set(
    events.flatMap((event) => {
      if (event.type === 'PensionMonthPaid') return [event.data.orderId];
      if (event.type === 'BundlePartReceived' || event.type === 'BundleSettled')
        return event.data.items.map(({ orderId }) => orderId);
      return [];
    }),
  ),
];

/**
 * The statement of a calendar year, by the day that the money is accounted to. Money in suspense, waiting or
 * reversed is no contribution and not in it.
 */
export const statementOf = (events: readonly Recorded[], year: number): YearlyStatement => {
  const receipts = events
    .flatMap(paymentOf)
    .filter(({ receiptNo }) => Number(accountingDayOf(receiptNo).slice(0, 4)) === year)
    .map(({ orderId, receiptNo, insurance, channel, paidAt }) => {
      const lines = receiptMoney(events, orderId).lines.filter(isContribution);
      return { receiptNo, insurance, channel, paidAt, paidOn: dayOf(paidAt), lines };
    })
    .filter(({ lines }) => lines.length > 0)
    .toSorted((a, b) => byText(a.paidAt, b.paidAt) || byText(a.receiptNo, b.receiptNo))
    .map(({ paidAt: _, ...receipt }) => receipt);
  const sums = insurances
    .map((insurance) => sumOf(insurance, receipts))
    .filter(({ paid }) => paid !== '0.00');
  const net = amountOf(sums.map((each) => ({ amount: each.net })));
  return { receipts, sums, net, netInWords: inWords(net) };
};

type Payment = Pick<
  Extract<PaymentEvent, { type: 'PaymentCaptured' }>['data'],
  'orderId' | 'receiptNo' | 'insurance' | 'channel' | 'paidAt'
>;

/** Money that has paid months, at once or out of suspense. */
const paymentOf = ({ type, data }: PaymentEvent): Payment[] => {
  if (type === 'PaymentCaptured') return [data];
  if (type !== 'SuspenseResolved' || data.way !== 'obligation' || data.insurance === undefined) return [];
  return [{ ...data, insurance: data.insurance }];
};

const contributions: readonly PaperLine['state'][] = ['settled', 'refund-under-way', 'refunded'];
const isContribution = ({ state, item }: PaperLine): boolean =>
  item !== undefined && contributions.includes(state);

const sumOf = (insurance: Insurance, receipts: readonly StatedReceipt[]): StatedSum => {
  const lines = receipts.filter((receipt) => receipt.insurance === insurance).flatMap((one) => one.lines);
  const paid = amountOf(lines);
  const refunded = amountOf(lines.filter(({ state }) => state === 'refunded'));
  return { insurance, paid, refunded, net: subtract(paid, refunded) };
};

const byText = (a: Instant | string, b: Instant | string): number => (a < b ? -1 : a > b ? 1 : 0);
