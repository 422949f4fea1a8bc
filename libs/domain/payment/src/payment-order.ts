import type { Decider, Outcome, StreamName } from '@canbao/event-sourcing';
import { recordCollection } from './collection/collection';
import type { RecordCollection, RecordUnidentified } from './collection/record-collection';
import { recordUnidentified } from './collection/unidentified';
import { obligationStreams } from './obligation/obligation';
import { closeOrder, openOrder, type CloseOrder, type OpenOrder, type OrderReason } from './order/order';
import { recordEnded, recordPlaced, type RecordEnded, type RecordPlaced } from './online/at-channel';
import { recordChannelPayment, type RecordChannelPayment } from './online/channel-payment';
import { payabilityStream } from './payability/payability';
import type { PaymentEvent } from './payment.events';
import { evolve, newOrder, orderStream, type PaymentState } from './payment-state';
import { resolveSuspense, type ResolveSuspense, type SuspenseRejection } from './suspense/resolve';
import { decideTreasury, type TreasuryCommand, type TreasuryReason } from './treasury/treasury';
import {
  additionsToRead,
  reverseCollection,
  type ReversalReason,
  type ReverseCollection,
} from './reversal/reversal';

/** The commands of an order. */
export type PaymentCommand =
  | OpenOrder
  | CloseOrder
  | RecordPlaced
  | RecordEnded
  | RecordChannelPayment
  | RecordCollection
  | RecordUnidentified
  | ReverseCollection
  | ResolveSuspense
  | TreasuryCommand;

/** Why a command is rejected. A collection never is: its money is settled or kept in suspense. */
export type PaymentReason = OrderReason | ReversalReason | SuspenseRejection | TreasuryReason;

const decide = (command: PaymentCommand, state: PaymentState): Outcome<PaymentEvent, PaymentReason> => {
  switch (command.type) {
    case 'OpenOrder':
      return openOrder(command, state);
    case 'CloseOrder':
    case 'ExpireOrder':
    case 'ClosePaidElsewhere':
      return closeOrder(command, state);
    case 'RecordPlaced':
      return recordPlaced(command, state);
    case 'RecordEnded':
      return recordEnded(command, state);
    case 'RecordChannelPayment':
      return recordChannelPayment(command, state);
    case 'RecordCollection':
      return recordCollection(command, state);
    case 'RecordUnidentified':
      return recordUnidentified(command, state);
    case 'ReverseCollection':
      return reverseCollection(command, state);
    case 'ResolveSuspense':
      return resolveSuspense(command, state);
    case 'RecordTreasuryReceipt':
    case 'CorrectTreasuryReceipt':
    case 'RecordTreasuryReturn':
      return decideTreasury(command, state.treasury);
  }
};

/**
 * An order, and the obligations of the months it pays. An obligation serialises all channels: whoever comes
 * first pays the month (ADR 5).
 */
export const paymentOrder: Decider<PaymentCommand, PaymentState, PaymentEvent, PaymentReason> = {
  initial: newOrder,
  streams: (command) => [
    orderStream(command.orderId),
    ...('quote' in command ? obligationStreams(command.quote) : []),
    ...(command.type === 'OpenOrder' ? [payabilityStream(command.quote.personId)] : []),
    ...(command.type === 'ResolveSuspense' ? suspenseStreams(command) : []),
  ],
  // Most collections are the first for their months.
  expectsNewStreams: ({ type }) => type === 'RecordCollection' || type === 'RecordUnidentified',
  reads: (command, state) => readBy(command, state),
  decide,
  evolve,
};

/** An addition is owed only while its month is paid; a month goes back only after what was added to it. */
const readBy = ({ type }: PaymentCommand, state: PaymentState): StreamName[] => {
  switch (type) {
    case 'ReverseCollection':
      return additionsToRead(state);
    case 'RecordChannelPayment':
    case 'ResolveSuspense':
      return monthsOfAdditions(state);
    case 'ClosePaidElsewhere':
      return state.opened === undefined ? [] : obligationStreams(state.opened);
    default:
      return [];
  }
};

const monthsOfAdditions = ({ opened }: PaymentState): StreamName[] =>
  opened === undefined
    ? []
    : obligationStreams({
        ...opened,
        lines: opened.lines.filter(({ item }) => item === 'pension-true-up'),
      });

const suspenseStreams = ({ personId, obligation, paying }: ResolveSuspense): string[] => [
  ...(obligation === undefined ? [] : [obligation]),
  ...(paying === undefined ? [] : obligationStreams(paying)),
  ...[paying?.personId ?? personId ?? []].flat().map(payabilityStream),
];

/** The person that a decision is about; the order itself while the person is unknown. */
export const subjectOf =
  (orderId: string) =>
  (events: readonly PaymentEvent[]): string => {
    for (const { data } of events) if ('personId' in data) return data.personId;
    return orderId;
  };
