import { monthsOf, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
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
  /** Months of which some items have arrived and the rest is missing. */
  waiting: 'int',
  /** Months whose items went to suspense. */
  suspended: 'int',
  /** The position of the event that opened an online order, or that brought a payer's debit. */
  opened_position: 'bigint',
} as const;

/** A row as it is written. */
export interface WrittenRow extends Readonly<Record<keyof typeof orderColumns, string | null>> {
  readonly order_id: string;
}

/** What events change of an order whose row is there. */
export interface Change {
  /** The status that the last event tells; without it, it follows from the counts of months. */
  readonly status?: string | undefined;
  readonly because?: string | undefined;
  /** Added to the columns of the same names. */
  readonly waiting?: number;
  readonly suspended?: number;
  readonly inSuspense?: Yuan | undefined;
}

/** What a batch of events changes in `orders`. */
export interface OrderChanges {
  /** Orders whose stream begins in the batch: they have no row yet. */
  readonly begun: readonly WrittenRow[];
  /** Receipts of orders that may have a row. */
  readonly received: readonly WrittenRow[];
  /** Changes of rows that are in the table, by order id. */
  readonly changes: ReadonlyMap<string, Change>;
}

type StoredPaymentEvent = PaymentEvent & Pick<StoredEvent, 'version' | 'position'>;

/** The net change of a batch for each order; one order may have many events in it. */
export const orderChanges = (events: readonly StoredPaymentEvent[]): OrderChanges => {
  const begun = new Map<string, WrittenRow>();
  const received = new Map<string, WrittenRow>();
  const changes = new Map<string, Change>();
  const rowsWith = (orderId: string) => (begun.has(orderId) ? begun : received);

  for (const event of events) {
    const row = rowOf(event);
    if (row !== undefined) {
      const { order_id: orderId } = row;
      const rows = event.version === 1 ? begun : rowsWith(orderId);
      rows.set(orderId, withReceipt(rows.get(orderId), row));
      changes.delete(orderId);
    }
    for (const [orderId, change] of changesBy(event)) {
      const rows = rowsWith(orderId);
      const before = rows.get(orderId);
      if (before === undefined) changes.set(orderId, combined(changes.get(orderId), change));
      else rows.set(orderId, changed(before, change));
    }
  }
  return { begun: [...begun.values()], received: [...received.values()], changes };
};

const combined = (first: Change | undefined, then: Change): Change => ({
  status: then.status,
  because: then.because ?? first?.because,
  waiting: (first?.waiting ?? 0) + (then.waiting ?? 0),
  suspended: (first?.suspended ?? 0) + (then.suspended ?? 0),
  inSuspense: added(first?.inSuspense, then.inSuspense),
});

/** Undefined where neither changes anything. */
const added = (first: Yuan | undefined, then: Yuan | undefined): Yuan | undefined =>
  first === undefined || then === undefined ? (first ?? then) : sum([first, then]);

const changed = (row: WrittenRow, change: Change): WrittenRow => {
  const waiting = Number(row.waiting) + (change.waiting ?? 0);
  const suspended = Number(row.suspended) + (change.suspended ?? 0);
  return {
    ...row,
    status: change.status ?? statusOf(row, waiting, suspended),
    because: change.because ?? row.because,
    waiting: String(waiting),
    suspended: String(suspended),
    in_suspense: added((row.in_suspense ?? undefined) as Yuan | undefined, change.inSuspense) ?? null,
  };
};

/** As the view's update has it. */
const statusOf = ({ months }: WrittenRow, waiting: number, suspended: number): string => {
  if (waiting > 0) return 'incomplete';
  return suspended > 0 && suspended >= countOf(months) ? 'in-suspense' : 'paid';
};

const countOf = (list: string | null): number => (list ?? '').split(',').length;

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
      return {
        ...receiptOf(event.data),
        ...payerOf(event),
        ...paid,
        total,
        in_suspense: rest?.amount ?? null,
      };
    }
    case 'UnidentifiedReceiptKept': {
      const { because } = event.data;
      const months = plainArray([]);
      return { ...unidentified(event.data), months, status: 'in-suspense', because, in_suspense: null };
    }
    case 'ReceiptKeptInSuspense': {
      const { because, amount, inSuspense: rest } = event.data;
      const total = rest === undefined ? amount : sum([amount, rest.amount]);
      const months = plainArray([]);
      const kept = { months, total, status: 'in-suspense', because, in_suspense: null };
      return { ...receiptOf(event.data), ...payerOf(event), ...kept };
    }
    case 'SuspenseResolved': {
      const { way, personId, insurance, lines, amount } = event.data;
      if (way !== 'obligation' || personId === undefined || insurance === undefined) return undefined;
      const paid = { months: plainArray(monthsOf(lines ?? [])), status: 'paid', total: amount };
      return {
        ...unidentified(event.data),
        person_id: personId,
        insurance,
        ...paid,
        because: null,
        in_suspense: null,
      };
    }
    default:
      return undefined;
  }
};

type DataOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>['data'];

const settledAtOnce = { waiting: '0', suspended: '0' };
const withoutReceipt = {
  ...settledAtOnce,
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
  receipt: DataOf<
    'PaymentCaptured' | 'ReceiptKeptInSuspense' | 'UnidentifiedReceiptKept' | 'SuspenseResolved'
  >,
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
  ...settledAtOnce,
  opened_position: null,
});

/** Money that a payer did not order, such as a debit, is among the payer's orders from when it came. */
const payerOf = ({
  data: { payerId },
  position,
}: StoredPaymentEvent & { readonly data: { readonly payerId?: string } }) =>
  payerId === undefined ? {} : { payer_id: payerId, opened_position: position.toString() };

/**
 * The receipt of an existing order: its payer, total and deadline stay as opened, and so do person and months
 * once they are known.
 */
const withReceipt = (opened: WrittenRow | undefined, receipt: WrittenRow): WrittenRow => {
  if (opened === undefined) return receipt;
  const { order_id, payer_id, channel, total, pay_by, opened_position } = opened;
  const order = { order_id, payer_id, channel, total, pay_by, opened_position };
  return {
    ...receipt,
    ...order,
    person_id: opened.person_id ?? receipt.person_id,
    insurance: opened.insurance ?? receipt.insurance,
    months: opened.months === plainArray([]) ? receipt.months : opened.months,
  };
};

/** What an event changes of orders once their rows are there. */
const changesBy = (event: PaymentEvent): (readonly [orderId: string, change: Change])[] => {
  switch (event.type) {
    case 'OrderClosed':
      return [[event.data.orderId, { status: 'closed', because: event.data.because }]];
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return [[event.data.orderId, { status: 'reversed' }]];
    case 'SuspenseResolved':
      return event.data.way === 'gone' ? [[event.data.orderId, { status: 'reversed' }]] : [];
    case 'BundlePartReceived':
      return [[event.data.orderId, { waiting: 1 }]];
    case 'ReceivedItemsSuspended': {
      const { orderId, items, because } = event.data;
      const inSuspense = sum(items.map(({ amount }) => amount));
      return [[orderId, { waiting: -1, suspended: 1, because, inSuspense }]];
    }
    // Items received earlier are settled together with the order that completes the bundle.
    case 'BundleSettled':
      return othersOf(event.data).map((orderId) => [orderId, { waiting: -1 }] as const);
    case 'MonthReopened':
      return (event.data.waitingOrders ?? []).map((orderId) => [orderId, { waiting: 1 }] as const);
    default:
      return [];
  }
};

const othersOf = ({ items, orderId }: DataOf<'BundleSettled'>): string[] => [
  ...new Set(items.map((item) => item.orderId).filter((other) => other !== orderId)),
];
