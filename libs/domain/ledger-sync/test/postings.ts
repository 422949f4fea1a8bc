import { instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { posting, type PostingCommand, type PostingEvent, type PostingState } from '../src';

/** Commands and histories of one medical month, for the specs. */
export const noon = instant('2022-05-18T12:00:00+08:00');
export const may = {
  personId: '10000000-0000-4000-8000-000000000001',
  insurance: 'medical',
  month: month('2022-05'),
} as const;
export const bundleId = `${may.personId}:2022-05`;
export const [unit, personal, mutualAid] = [
  { item: 'pooled-unit', amount: yuan('112.38') },
  { item: 'pooled-personal', amount: yuan('74.92') },
  { item: 'mutual-aid', amount: yuan('18.00') },
] as const;
export const items = [unit, personal, mutualAid];

/** Two orders paid for the first request, a third one for every later request. */
export const request = (
  requestId = 'request-1',
  orders = requestId === 'request-1' ? ['order-1', 'order-2'] : ['order-3'],
): PostingCommand => ({
  type: 'RequestPosting',
  ...may,
  requestId,
  bundleId,
  items,
  paidAt: noon,
  orders,
});
export const received = (
  orderId = 'order-1',
  arrived: (typeof items)[number][] = [unit, personal],
  missing: (typeof items)[number]['item'][] = [mutualAid.item],
): PostingCommand => ({ type: 'NoteReceivedItems', ...may, bundleId, orderId, items: arrived, missing });
export const accepted = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordAccepted',
  ...may,
  requestId,
  bureauReceiptNo: 'R1',
  at: noon,
});
export const refused = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordRefused',
  ...may,
  requestId,
  reason: 'person-unknown',
  at: noon,
});
export const unknown = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordUnknown',
  ...may,
  requestId,
  at: noon,
});
export const reversal = (orderId = 'order-2', reversalId = `reversal-${orderId}`): PostingCommand => ({
  type: 'RequestReversal',
  ...may,
  reversalId,
  orderId,
});
export const reversed = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordReversed',
  ...may,
  requestId,
  at: noon,
});

export const reversalRefused = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordReversalRefused',
  ...may,
  requestId,
  reason: 'benefit paid',
  at: noon,
});

export const postAgain = (requestId = 'request-2'): PostingCommand => ({
  type: 'PostAgain',
  ...may,
  requestId,
  because: 'registration corrected',
  at: noon,
});
export const refund: PostingCommand = { type: 'RequestRefund', ...may, because: 'paid twice', at: noon };
export const withdrawal: PostingCommand = { type: 'WithdrawRefund', ...may, at: noon };
export const refundCase = (isOpen = true): PostingCommand => ({
  type: 'NoteRefundCase',
  ...may,
  because: 'death',
  isOpen,
});

/** The events that the commands leave, in order. */
export const eventsOf = (...commands: PostingCommand[]): PostingEvent[] =>
  commands.reduce<PostingEvent[]>((past, command) => {
    const { outcome } = given(posting, ...past).when(command);
    return outcome.accepted ? [...past, ...outcome.events.map(({ event }) => event)] : past;
  }, []);
export const stateAfter = (...commands: PostingCommand[]): PostingState =>
  eventsOf(...commands).reduce(posting.evolve, posting.initial);
export const after = (...commands: PostingCommand[]) => given(posting, ...eventsOf(...commands));
