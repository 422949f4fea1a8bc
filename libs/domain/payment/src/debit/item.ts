import type { Day, Instant } from '@canbao/calendar';
import { accept, on, type Decider, type Outcome, type Placed, type StreamName } from '@canbao/event-sourcing';
import type { Bank } from '@canbao/vocabulary';
import { isPaid } from '../obligation/is-paid';
import { isClaimedAt, obligationStream } from '../obligation/obligation';
import { payabilityStream, unpayableMonths } from '../payability/payability';
import type { PaymentEvent } from '../payment.events';
import { evolve as evolvePayment, newOrder, type PaymentState } from '../payment-state';
import { agreementStream, evolveAgreements, type Agreements } from './agreement';
import { agreementEvents, type AgreementEvent } from './agreement.events';
import { debitItemEvents, type DebitItemEvent } from './item.events';
import type { ItemName } from './item-name';
import { quoteOf, type QuotedItem } from './quoted-item';

/** Assessment is asked for the month's figures. */
export interface RequestDebit extends ItemName {
  readonly type: 'RequestDebit';
  readonly agreementId: string;
  readonly payerId: string;
  readonly bank: Bank;
  /** Until the end of this day the bank may debit. */
  readonly until: Day;
  readonly at: Instant;
}
/** Assessment has given figures: the month is claimed, or left out with the reason. */
export interface IncludeItem extends QuotedItem {
  readonly type: 'IncludeItem';
}
/** Assessment has said why the month is not debited, or the agreement has ended before the pack was made. */
export interface LeaveOut extends ItemName {
  readonly type: 'LeaveOut';
  readonly because: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly at: Instant;
}
/** A ready month that was paid before the pack was made, or a part of it, is not debited. */
export interface LeaveOutPaid extends ItemName {
  readonly type: 'LeaveOutPaid';
  readonly at: Instant;
}
export type ItemCommand = RequestDebit | IncludeItem | LeaveOut | LeaveOutPaid;

/** How far an item is; the last four are ends, though money may still come for one. */
export type ItemStatus =
  'new' | 'asked' | 'ready' | 'packed' | 'unknown' | 'succeeded' | 'failed' | 'voided' | 'left-out';

/** An item, and what it is judged by. */
export interface ItemState {
  readonly status: ItemStatus;
  readonly requested?: Extract<DebitItemEvent, { type: 'DebitRequested' }>['data'];
  readonly ready?: Extract<DebitItemEvent, { type: 'DebitItemReady' }>['data'];
  readonly traNo?: string;
  readonly agreements: Agreements;
  /** The order of the same id, and the month. */
  readonly payment: PaymentState;
}

/** An event of an item's stream, or of one that it is judged by. */
export type AnyDebitEvent = DebitItemEvent | AgreementEvent | PaymentEvent;

export const itemStream = (itemId: string): StreamName => `debit-item-${itemId}`;

export const newItem: ItemState = { status: 'new', agreements: {}, payment: newOrder };

/**
 * One month in a run, from the question for its figures to the pack. While it is ready, packed or unknown the
 * obligation is claimed for it, whatever the time.
 */
export const debitItem: Decider<ItemCommand, ItemState, AnyDebitEvent, never> = {
  initial: newItem,
  streams: (command) => {
    const { itemId, personId, insurance, month } = command;
    if (command.type === 'RequestDebit') return [itemStream(itemId)];
    return [
      itemStream(itemId),
      obligationStream(personId, insurance, month),
      ...(command.type === 'IncludeItem' ? [agreementStream(personId), payabilityStream(personId)] : []),
    ];
  },
  expectsNewStreams: ({ type }) => type === 'RequestDebit',
  decide: (command, state) => {
    switch (command.type) {
      case 'RequestDebit':
        return request(command, state);
      case 'IncludeItem':
        return include(command, state);
      case 'LeaveOut':
        return leaveOut(command, state);
      case 'LeaveOutPaid':
        return leaveOutPaid(command, state);
    }
  },
  evolve: (state, event) => evolveItem(state, event),
};

/** After an event of the item, of its agreement, or of its month. */
export const evolveItem = (state: ItemState, event: AnyDebitEvent): ItemState => {
  if (agreementEvents.has(event)) return { ...state, agreements: evolveAgreements(state.agreements, event) };
  if (!debitItemEvents.has(event)) return { ...state, payment: evolvePayment(state.payment, event) };
  switch (event.type) {
    case 'DebitRequested':
      return { ...state, status: 'asked', requested: event.data };
    case 'DebitItemReady':
      return { ...state, status: 'ready', ready: event.data };
    case 'DebitItemPacked':
      return { ...state, status: 'packed', traNo: event.data.traNo };
    case 'DebitItemLeftOut':
      return { ...state, status: 'left-out' };
    case 'DebitItemUnknown':
      return { ...state, status: 'unknown' };
    case 'DebitItemSucceeded':
      return { ...state, status: 'succeeded' };
    case 'DebitItemFailed':
      return { ...state, status: 'failed' };
    case 'DebitItemVoided':
      return { ...state, status: 'voided' };
  }
};

type Decided = Outcome<AnyDebitEvent, never>;

const request = ({ type: _, at, ...asked }: RequestDebit, { status }: ItemState): Decided =>
  status === 'new'
    ? accept<AnyDebitEvent>({ type: 'DebitRequested', data: { ...asked, requestedAt: at } })
    : accept();

const include = (command: IncludeItem, state: ItemState): Decided => {
  const { requested } = state;
  if (state.status !== 'asked' || requested === undefined) return accept();
  const { type: _, at, ...quoted } = command;
  const { itemId, personId, insurance, month, payBefore } = quoted;
  const against = reasonAgainst(command, state);
  if (against !== undefined)
    return accept<AnyDebitEvent>(leftOut(command, against.because, at, against.details));
  const protocolNo = state.agreements[requested.agreementId]?.protocolNo ?? '';
  return accept<AnyDebitEvent>(
    { type: 'DebitItemReady', data: { ...quoted, protocolNo, readyAt: at } },
    on<AnyDebitEvent>(obligationStream(personId, insurance, month), {
      type: 'MonthClaimed',
      data: { personId, insurance, month, orderId: itemId, until: payBefore, by: 'debit-run', isTold: true },
    }),
  );
};

/** Why the month is not debited in this run, though assessment has figures for it. */
const reasonAgainst = (
  command: IncludeItem,
  { requested, agreements, payment }: ItemState,
): { readonly because: string; readonly details?: Readonly<Record<string, string>> } | undefined => {
  const { insurance, district, month, quotedAt, at, payBefore } = command;
  const agreement = agreements[requested?.agreementId ?? ''];
  if (agreement?.status !== 'verified' || !agreement.insurances.includes(insurance))
    return { because: agreement?.status === 'stopped' ? 'agreement-stopped' : 'agreement-not-verified' };
  // The pack goes to the bank that was asked for; the next run asks for the one of today.
  if (agreement.bank !== requested?.bank) return { because: 'agreement-changed' };
  if (at >= payBefore) return { because: 'quote-expired' };
  const [unpayable] = unpayableMonths(payment.payability, { insurance, district, months: [month], quotedAt });
  if (unpayable !== undefined) return { because: unpayable[1] };
  const obligation = payment.obligations[month];
  if (isPaid(quoteOf(command), month, obligation)) return { because: 'month-already-paid' };
  if (!isClaimedAt(obligation, at)) return undefined;
  const { by, until } = obligation?.claim ?? {};
  return {
    because: by === 'debit-run' ? 'month-in-debit-run' : 'month-in-payment',
    details: { until: until ?? '' },
  };
};

/** What the bank may hold already is not left out any more. */
const leaveOut = (command: LeaveOut, { status, payment }: ItemState): Decided => {
  const { because, details, at } = command;
  if (status !== 'asked' && status !== 'ready') return accept();
  return accept<AnyDebitEvent>(leftOut(command, because, at, details), ...released(command, payment));
};

const leaveOutPaid = (command: LeaveOutPaid, state: ItemState): Decided => {
  const { status, ready, payment } = state;
  if (status !== 'ready' || ready === undefined) return accept();
  return isPaid(quoteOf(ready), ready.month, payment.obligations[ready.month])
    ? leaveOut({ ...command, type: 'LeaveOut', because: 'month-already-paid' }, state)
    : accept();
};

/** The item is in no pack of its run. */
const leftOut = (
  { itemId, runId, personId, insurance, month }: ItemName,
  because: string,
  leftOutAt: Instant,
  details?: Readonly<Record<string, string>>,
): DebitItemEvent => ({
  type: 'DebitItemLeftOut',
  data: {
    itemId,
    runId,
    personId,
    insurance,
    month,
    because,
    ...(details === undefined ? {} : { details }),
    leftOutAt,
  },
});

/** The month is free again, where it is still claimed for the item. */
export const released = (
  { itemId, personId, insurance, month }: ItemName,
  { obligations }: Pick<PaymentState, 'obligations'>,
): Placed<PaymentEvent>[] =>
  obligations[month]?.claim?.orderId === itemId
    ? [
        on<PaymentEvent>(obligationStream(personId, insurance, month), {
          type: 'MonthReleased',
          data: { personId, insurance, month, orderId: itemId, isTold: true },
        }),
      ]
    : [];
