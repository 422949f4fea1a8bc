import { dayOf, millisecondsBetween, startOf, type Day, type Instant } from '@canbao/calendar';
import { accept, type Decider, type Outcome, type Placed } from '@canbao/event-sourcing';
import { recordCollection } from '../collection/collection';
import { receiptNoOf } from '../collection/receipt-no';
import type { RecordCollection } from '../collection/record-collection';
import { accountingDay, clockToleranceMs } from '../collection/report';
import { obligationStream } from '../obligation/obligation';
import { orderStream } from '../payment-state';
import { evolveItem, itemStream, newItem, released, type AnyDebitEvent, type ItemState } from './item';
import type { DebitItemEvent } from './item.events';
import type { ItemName } from './item-name';
import type { ResultLine } from './pack.events';
import { quoteOf } from './quoted-item';

/** What a bank has said of an item comes into the books. */
export interface BookResult extends ItemName {
  readonly type: 'BookResult';
  readonly entrustDate: Day;
  readonly line: ResultLine;
  /** Digest of item, amount and time of payment. */
  readonly fingerprint: string;
  readonly at: Instant;
}
/** The bank's limit is over and it still does not know: it debits the item no more. */
export interface VoidItem extends ItemName {
  readonly type: 'VoidItem';
  readonly said: string;
  readonly at: Instant;
}
export type ResultCommand = BookResult | VoidItem;

/**
 * The end of an item. Money settles its month on the path of any other money, on the order of the item's id;
 * a failure frees the month for the next run; where the bank does not know, the month stays claimed.
 */
export const debitResult: Decider<ResultCommand, ItemState, AnyDebitEvent, never> = {
  initial: newItem,
  streams: ({ itemId, personId, insurance, month }) => [
    itemStream(itemId),
    orderStream(itemId),
    obligationStream(personId, insurance, month),
  ],
  decide: (command, state) => {
    const { status, ready } = state;
    if (ready === undefined || status === 'succeeded') return accept();
    if (command.type === 'BookResult' && command.line.outcome === 'succeeded')
      return succeeded(command, ready, state);
    if (status !== 'packed' && status !== 'unknown') return accept();
    const ended = endOf(command, status);
    return ended === undefined
      ? accept()
      : accept<AnyDebitEvent>(
          ended,
          ...(ended.type === 'DebitItemUnknown' ? [] : released(command, state.payment)),
        );
  },
  evolve: evolveItem,
};

type Ready = NonNullable<ItemState['ready']>;

const succeeded = (command: BookResult, ready: Ready, state: ItemState): Outcome<AnyDebitEvent, never> => {
  const { itemId } = command;
  const collected = recordCollection(collectionOf(command, ready, state.requested?.payerId), state.payment);
  const money = collected.accepted ? collected.events : [];
  const endsClaim = money.some(
    ({ event }) => 'endsClaimOf' in event.data && event.data.endsClaimOf === itemId,
  );
  const placed: Placed<AnyDebitEvent>[] = money.map(({ stream = orderStream(itemId), event }) => ({
    stream,
    event,
  }));
  return accept<AnyDebitEvent>(
    { type: 'DebitItemSucceeded', data: answered(command, command.line.said) },
    ...placed,
    ...(endsClaim ? [] : released(command, state.payment)),
  );
};

/** The money as any other report of money; the bank's own day counts. */
const collectionOf = (
  { line, entrustDate, fingerprint, at }: BookResult,
  ready: Ready,
  payerId: string | undefined,
): RecordCollection => {
  const { itemId } = ready;
  const paidAt = line.paidAt ?? startOf(entrustDate);
  const accountedOn = accountingDay(paidAt, at);
  const isImplausible = dayOf(paidAt) < entrustDate || millisecondsBetween(at, paidAt) > clockToleranceMs;
  return {
    type: 'RecordCollection',
    orderId: itemId,
    channel: 'batch-debit',
    channelTransactionNo: `${entrustDate.replaceAll('-', '')}${line.traNo}`,
    receiptNo: receiptNoOf(itemId, accountedOn),
    quote: quoteOf(ready),
    ...(payerId === undefined ? {} : { payerId }),
    method: 'debit',
    amount: line.amount,
    paidAt,
    fingerprint,
    ...(accountedOn === dayOf(paidAt) ? {} : { accountedOn }),
    ...(isImplausible ? { because: 'paid-at-implausible' as const } : {}),
  };
};

const endOf = (command: ResultCommand, status: ItemState['status']): DebitItemEvent | undefined => {
  if (command.type === 'VoidItem') return { type: 'DebitItemVoided', data: answered(command, command.said) };
  const { outcome, said, because = 'refused-by-bank' } = command.line;
  if (outcome === 'failed') return { type: 'DebitItemFailed', data: { ...answered(command, said), because } };
  return status === 'unknown' ? undefined : { type: 'DebitItemUnknown', data: answered(command, said) };
};

const answered = ({ itemId, runId, personId, insurance, month, at }: ResultCommand, said: string) => ({
  itemId,
  runId,
  personId,
  insurance,
  month,
  said,
  at,
});
