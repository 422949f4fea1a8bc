import { monthsOf, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import { plainArray } from '@canbao/postgres';

/** The columns of `orders` with their types, in the order of the statements' parameters. */
export const orderColumns = {
  order_id: 'uuid',
  person_id: 'uuid',
  payer_id: 'text',
  channel: 'text',
  insurance: 'text',
  /** A list in PostgreSQL's notation: an array of arrays would need lists of equal length. */
  months: 'text',
  total: 'numeric',
  status: 'text',
  pay_by: 'timestamptz',
  receipt_no: 'text',
  channel_transaction_no: 'text',
  paid_at: 'timestamptz',
  because: 'text',
  in_suspense: 'numeric',
  /** The position of the event that opened an online order. */
  opened_position: 'bigint',
} as const;

/** A row as it is written. */
export interface WrittenRow extends Readonly<Record<keyof typeof orderColumns, string | null>> {
  readonly order_id: string;
}

/** The status of an order, and why it has it when that is new. */
interface Standing {
  readonly status: string;
  readonly because?: string;
}

/** What a batch of events changes in `orders`. */
export interface OrderChanges {
  /** Orders whose stream begins in the batch: they have no row yet. */
  readonly begun: readonly WrittenRow[];
  /** Receipts of orders that may have a row. */
  readonly received: readonly WrittenRow[];
  /** Statuses of rows that are in the table, by order id. */
  readonly statuses: ReadonlyMap<string, Standing>;
}

type StoredPaymentEvent = PaymentEvent & Pick<StoredEvent, 'version' | 'position'>;

/** The net change of a batch for each order; one order may have many events in it. */
export const orderChanges = (events: readonly StoredPaymentEvent[]): OrderChanges => {
  const begun = new Map<string, WrittenRow>();
  const received = new Map<string, WrittenRow>();
  const statuses = new Map<string, Standing>();
  const rowsWith = (orderId: string) => (begun.has(orderId) ? begun : received);

  for (const event of events) {
    const row = rowOf(event);
    if (row !== undefined) {
      const { order_id: orderId } = row;
      const rows = event.version === 1 ? begun : rowsWith(orderId);
      rows.set(orderId, withReceipt(rows.get(orderId), row));
      statuses.delete(orderId);
    }
    for (const [orderId, standing] of statusesAfter(event)) {
      const rows = rowsWith(orderId);
      const before = rows.get(orderId);
      if (before === undefined) statuses.set(orderId, { ...statuses.get(orderId), ...standing });
      else rows.set(orderId, { ...before, ...standing });
    }
  }
  return { begun: [...begun.values()], received: [...received.values()], statuses };
};

/** The row that an event brings: of an online order as opened, or of money as reported. */
const rowOf = (event: StoredPaymentEvent): WrittenRow | undefined => {
  switch (event.type) {
    case 'OrderOpened': {
      const { payerId, lines, total, payBy } = event.data;
      const opened = { months: plainArray(monthsOf(lines)), total, status: 'open', pay_by: payBy };
      const position = event.position.toString();
      const order = { ...orderOf(event.data), payer_id: payerId, opened_position: position };
      return { ...withoutReceipt, ...order, ...opened };
    }
    case 'PaymentCaptured': {
      const { lines, amount, inSuspense: rest } = event.data;
      const paid = { months: plainArray(monthsOf(lines)), status: 'paid', because: rest?.because ?? null };
      const total = rest === undefined ? amount : sum([amount, rest.amount]);
      return { ...receiptOf(event.data), ...paid, total, in_suspense: rest?.amount ?? null };
    }
    case 'UnidentifiedReceiptKept': {
      const { because } = event.data;
      const months = plainArray([]);
      return { ...unidentified(event.data), months, status: 'in-suspense', because, in_suspense: null };
    }
    case 'ReceiptKeptInSuspense': {
      const { because } = event.data;
      const months = plainArray([]);
      return { ...receiptOf(event.data), months, status: 'in-suspense', because, in_suspense: null };
    }
    default:
      return undefined;
  }
};

type DataOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>['data'];

const withoutReceipt = {
  receipt_no: null,
  channel_transaction_no: null,
  paid_at: null,
  because: null,
  in_suspense: null,
};

const orderOf = (order: DataOf<'OrderOpened' | 'PaymentCaptured' | 'ReceiptKeptInSuspense'>) => ({
  order_id: order.orderId,
  person_id: order.personId,
  channel: order.channel,
  insurance: order.insurance,
});

const receiptOf = (receipt: DataOf<'PaymentCaptured' | 'ReceiptKeptInSuspense'>) => ({
  ...unidentified(receipt),
  ...orderOf(receipt),
});

const unidentified = (
  receipt: DataOf<'PaymentCaptured' | 'ReceiptKeptInSuspense' | 'UnidentifiedReceiptKept'>,
) => ({
  order_id: receipt.orderId,
  person_id: null,
  channel: receipt.channel,
  insurance: null,
  payer_id: null,
  total: receipt.amount,
  pay_by: null,
  receipt_no: receipt.receiptNo,
  channel_transaction_no: receipt.channelTransactionNo,
  paid_at: receipt.paidAt,
  opened_position: null,
});

/** The receipt of an existing order: its payer, months, total and deadline stay as opened. */
const withReceipt = (opened: WrittenRow | undefined, receipt: WrittenRow): WrittenRow => {
  if (opened === undefined) return receipt;
  const { status, receipt_no, channel_transaction_no, paid_at, because, in_suspense } = receipt;
  return { ...opened, status, receipt_no, channel_transaction_no, paid_at, because, in_suspense };
};

/** Orders whose status an event changes once their row is there. */
const statusesAfter = (event: PaymentEvent): (readonly [orderId: string, standing: Standing])[] => {
  switch (event.type) {
    case 'OrderClosed':
      return [[event.data.orderId, { status: 'closed', because: event.data.because }]];
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return [[event.data.orderId, { status: 'reversed' }]];
    case 'BundlePartReceived':
      return [[event.data.orderId, { status: 'incomplete' }]];
    case 'ReceivedItemsSuspended':
      return [[event.data.orderId, { status: 'in-suspense', because: event.data.because }]];
    // Items received earlier are settled together with the order that completes the bundle.
    case 'BundleSettled':
      return event.data.items
        .filter(({ orderId }) => orderId !== event.data.orderId)
        .map(({ orderId }) => [orderId, { status: 'paid' }] as const);
    default:
      return [];
  }
};
