import type { Day, Instant, Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance, Item } from '@canbao/vocabulary';
import type { AccountState, ReceivedItems } from './account-state';
import type { AccountEvent, ItemAmounts, PaidFigures, ReceivedItem } from './contribution-account.events';

interface Account {
  readonly personId: string;
  readonly insurance: Insurance;
}

/**
 * Payment has settled the months; `items` name the order behind each item of a medical month, `orderId` is
 * that of pension months.
 */
export type NotePaid = Account & {
  readonly type: 'NotePaid';
  readonly months: readonly Month[];
  readonly items?: readonly ReceivedItem[];
  readonly orderId?: string;
  /** The bill that a medical month was paid for, if any. */
  readonly billId?: string;
  readonly paidAt?: Instant;
  /** Of pension months. */
  readonly figures?: readonly PaidFigures[];
};

/** 入库: the treasury has received the order's money for these months. */
export type NoteTreasuryReceipt = Account & {
  readonly type: 'NoteTreasuryReceipt';
  readonly months: readonly Month[];
  readonly orderId: string;
  readonly receivedOn: Day;
};

/** The money of an order went back: what it paid for is payable again. */
export type NoteReopened = Account & {
  readonly type: 'NoteReopened';
  readonly months: readonly Month[];
  readonly orderId: string;
};

/** Some items of a medical month have arrived: only the others remain payable. */
export interface NoteReceivedItems {
  readonly type: 'NoteReceivedItems';
  readonly personId: string;
  readonly insurance: 'medical';
  readonly month: Month;
  readonly items: readonly Item[];
  readonly amounts: ItemAmounts;
  readonly billId?: string;
  readonly orderId: string;
}

/** Received items of the month went to suspense, because the scheme or the bill of the month changed. */
export interface NoteItemsSuspended {
  readonly type: 'NoteItemsSuspended';
  readonly personId: string;
  readonly insurance: 'medical';
  readonly month: Month;
  readonly orderId: string;
}

/** Notes the months that were not noted as paid before. */
export const notePaid = (
  { personId, insurance, months, items, orderId, billId, paidAt, figures }: NotePaid,
  { paidMonths }: AccountState,
): Outcome<AccountEvent, never> => {
  const newMonths = months.filter((month) => !paidMonths.includes(month));
  if (newMonths.length === 0) return accept();
  return accept({
    type: 'MonthsPaid',
    data: {
      personId,
      insurance,
      months: newMonths,
      ...(items === undefined ? {} : { items }),
      ...(orderId === undefined ? {} : { orderId }),
      ...(billId === undefined ? {} : { billId }),
      ...(paidAt === undefined ? {} : { paidAt }),
      ...(figures === undefined ? {} : { figures: figures.filter(({ month }) => newMonths.includes(month)) }),
    },
  });
};

/** Notes the day on which the treasury received each month of the order, once. */
export const noteTreasuryReceipt = (
  { type: _, months: told, ...receipt }: NoteTreasuryReceipt,
  { inTreasury }: AccountState,
): Outcome<AccountEvent, never> => {
  const { orderId, receivedOn } = receipt;
  const months = told.filter((month) => inTreasury[orderMonth(orderId, month)] !== receivedOn);
  return months.length === 0
    ? accept()
    : accept({ type: 'TreasuryReceiptNoted', data: { ...receipt, months } });
};

/** Notes a reversal or a refund, once for each month of an order: refunds may take its months one by one. */
export const noteReopened = (
  { personId, insurance, months: told, orderId }: NoteReopened,
  { reversed }: AccountState,
): Outcome<AccountEvent, never> => {
  const months = told.filter((month) => !reversed.has(orderMonth(orderId, month)));
  return months.length === 0
    ? accept()
    : accept({ type: 'MonthsReopened', data: { personId, insurance, months, orderId } });
};

const orderMonth = (orderId: string, month: Month): string => `${orderId} ${month}`;

/** Notes received items, once for each order, unless the reversal of that order arrived first. */
export const noteReceivedItems = (
  { type: _type, insurance: _insurance, ...part }: NoteReceivedItems,
  { received, reversed }: AccountState,
): Outcome<AccountEvent, never> =>
  reversed.has(orderMonth(part.orderId, part.month)) || isFrom(part.orderId, received[part.month])
    ? accept()
    : accept({ type: 'BundlePartNoted', data: part });

/** Notes that the order's items no longer count for the month, once. */
export const noteItemsSuspended = (
  { personId, month, orderId }: NoteItemsSuspended,
  { received }: AccountState,
): Outcome<AccountEvent, never> =>
  isFrom(orderId, received[month])
    ? accept({ type: 'ReceivedItemsSuspended', data: { personId, month, orderId } })
    : accept();

type DataOf<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>['data'];

/** The account after months were paid: their items, where named, replace what was received before. */
export const withPaid = (
  state: AccountState,
  { months, items = [], orderId, billId }: DataOf<'MonthsPaid'>,
): AccountState => {
  const parts = months.flatMap((month) => state.received[month] ?? []);
  const received = byOrder(items, parts, billId);
  return {
    ...state,
    paidMonths: [...state.paidMonths, ...months],
    paidBy: {
      ...without(state.paidBy, months),
      ...(orderId === undefined ? {} : Object.fromEntries(months.map((month) => [month, orderId]))),
    },
    received: {
      ...without(state.received, months),
      ...(received.length === 0 ? {} : Object.fromEntries(months.map((month) => [month, received]))),
    },
  };
};

/** The account after the treasury received months of an order. */
export const withTreasuryReceipt = (
  state: AccountState,
  { months, orderId, receivedOn }: DataOf<'TreasuryReceiptNoted'>,
): AccountState => ({
  ...state,
  inTreasury: {
    ...state.inTreasury,
    ...Object.fromEntries(months.map((month) => [orderMonth(orderId, month), receivedOn])),
  },
});

/** The day on which the treasury had the money of all orders that pay for the month, once it has. */
export const inTreasuryOn = (
  { received, inTreasury }: Pick<AccountState, 'received' | 'inTreasury'>,
  month: Month,
): Day | undefined => {
  const days = (received[month] ?? []).map(({ orderId }) => inTreasury[orderMonth(orderId, month)]);
  const known = days.filter((date) => date !== undefined);
  return known.length === days.length ? known.toSorted().at(-1) : undefined;
};

/** The account after some items of a month were received. */
export const withReceived = (
  state: AccountState,
  { month, items, amounts, billId, orderId }: DataOf<'BundlePartNoted'>,
): AccountState => {
  const part = { orderId, items, amounts, ...(billId === undefined ? {} : { billId }) };
  return { ...state, received: { ...state.received, [month]: [...(state.received[month] ?? []), part] } };
};

/** The account after items of an order went to suspense. */
export const withSuspended = (
  state: AccountState,
  { month, orderId }: DataOf<'ReceivedItemsSuspended'>,
): AccountState => {
  const remaining = (state.received[month] ?? []).filter((items) => items.orderId !== orderId);
  return {
    ...state,
    received: {
      ...without(state.received, [month]),
      ...(remaining.length === 0 ? {} : { [month]: remaining }),
    },
  };
};

/** The account after a reversal. A month that other orders alone have settled stays settled. */
export const withReopened = (
  state: AccountState,
  { months, orderId }: DataOf<'MonthsReopened'>,
): AccountState => {
  const ownMonths = months.filter((month) => {
    const received = state.received[month];
    return received === undefined || isFrom(orderId, received);
  });
  const remaining = ownMonths
    .map(
      (month) => [month, (state.received[month] ?? []).filter((items) => items.orderId !== orderId)] as const,
    )
    .filter(([, items]) => items.length > 0);
  const unpaid = withUnpaid(state, ownMonths);
  return {
    ...unpaid,
    received: { ...unpaid.received, ...Object.fromEntries(remaining) },
    reversed: new Set([...state.reversed, ...months.map((month) => orderMonth(orderId, month))]),
  };
};

const withUnpaid = (state: AccountState, months: readonly Month[]): AccountState => ({
  ...state,
  paidMonths: state.paidMonths.filter((month) => !months.includes(month)),
  paidBy: without(state.paidBy, months),
  received: without(state.received, months),
  stays: without(state.stays, months),
});

const isFrom = (orderId: string, received: readonly { readonly orderId: string }[] = []): boolean =>
  received.some((items) => items.orderId === orderId);

/** The items of each order, with the bill that its part named, or else that of the whole month. */
const byOrder = (
  items: readonly ReceivedItem[],
  parts: readonly ReceivedItems[],
  ofMonth: string | undefined,
): readonly ReceivedItems[] =>
  [...Map.groupBy(items, ({ orderId }) => orderId)].map(([orderId, own]) => {
    const billId = parts.find((part) => part.orderId === orderId)?.billId ?? ofMonth;
    return {
      orderId,
      items: own.map(({ item }) => item),
      amounts: Object.fromEntries(own.map(({ item, amount }) => [item, amount])),
      ...(billId === undefined ? {} : { billId }),
    };
  });

/** The record itself where it has none of the keys, as is usual: forty years of months are copied often. */
const without = <V>(
  record: Readonly<Record<string, V>>,
  keys: readonly string[],
): Readonly<Record<string, V>> =>
  keys.some((key) => key in record)
    ? Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
    : record;
