import type { PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import { instantText, type Database, type InlineView } from '@canbao/postgres';
import type { QueryConfig } from 'pg';

type StoredPaymentEvent = PaymentEvent & Pick<StoredEvent, 'recordedAt'>;

const numberColumns = ['payment_number', 'order_id'];
const chargeColumns = ['bill_no', 'order_id', 'receipt_no', 'amount', 'paid_at', 'status'];

/**
 * Numbers that payers took to WeChat 生活缴费, and the charges that came back: `charged`, `reversed`, or `void`
 * where the reversal came first. WeChat's number is used once: it cannot charge a second order.
 */
export const billsView: InlineView<PaymentEvent> = {
  name: 'bills',
  tables: [
    { name: 'payment_numbers', derived: numberColumns },
    { name: 'bill_charges', derived: chargeColumns },
  ],
  statements: (events) => (events as readonly StoredPaymentEvent[]).flatMap(statementsFor),
};

const statementsFor = (event: StoredPaymentEvent): QueryConfig[] => {
  switch (event.type) {
    case 'OrderOpened': {
      const { channel, orderId, atChannel } = event.data;
      if (channel !== 'wechat-bills' || atChannel === undefined) return [];
      const text = 'insert into payment_numbers (payment_number, order_id) values ($1, $2)';
      return [{ name: 'insert-payment-number', text, values: [atChannel.payerReference, orderId] }];
    }
    case 'PaymentCaptured':
    case 'ReceiptKeptInSuspense':
    case 'UnidentifiedReceiptKept': {
      const { channel, channelTransactionNo, orderId, receiptNo, amount, paidAt } = event.data;
      if (channel !== 'wechat-bills') return [];
      const rest = 'inSuspense' in event.data ? event.data.inSuspense?.amount : undefined;
      const whole = rest === undefined ? amount : sum([amount, rest]);
      return [charge(channelTransactionNo, orderId, receiptNo, whole, paidAt, 'charged')];
    }
    case 'EarlyReversalRecorded': {
      const { channel, channelTransactionNo, orderId, reversedAt } = event.data;
      if (channel !== 'wechat-bills') return [];
      return [charge(channelTransactionNo, orderId, null, null, reversedAt, 'void')];
    }
    case 'CollectionReversed':
    case 'UnidentifiedReceiptReversed': {
      const { channel, channelTransactionNo } = event.data;
      if (channel !== 'wechat-bills') return [];
      const text = `update bill_charges set status = 'reversed' where bill_no = $1`;
      return [{ name: 'reverse-bill-charge', text, values: [channelTransactionNo] }];
    }
    default:
      return [];
  }
};

const charge = (...values: (string | null)[]): QueryConfig => ({
  name: 'insert-bill-charge',
  text: `insert into bill_charges (${chargeColumns.join(', ')}) values ($1, $2, $3, $4, $5, $6)`,
  values,
});

/** The order of a payment number. */
export const orderOfNumber = async (
  database: Database,
  paymentNumber: string,
): Promise<string | undefined> => {
  const text = 'select order_id from payment_numbers where payment_number = $1';
  return (await database.query<{ order_id: string }>(text, [paymentNumber]))[0]?.order_id;
};

/** What became of a charge. */
export interface BillCharge {
  readonly order_id: string;
  readonly receipt_no: string | null;
  /** Yuan. */
  readonly amount: string | null;
  readonly paid_at: string;
  readonly status: 'charged' | 'reversed' | 'void';
}

/** The charge that came under WeChat's number. */
export const chargeUnder = async (database: Database, billNo: string): Promise<BillCharge | undefined> =>
  (
    await database.query<BillCharge & Record<string, unknown>>(
      `select order_id, receipt_no, amount::text as amount, ${instantText('paid_at')} as paid_at, status
       from bill_charges where bill_no = $1`,
      [billNo],
    )
  )[0];
