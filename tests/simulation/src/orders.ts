import {
  paymentOrderEvents,
  type PaymentEvent,
  type RecordedReceipt,
  type ReverseCollection,
} from '@canbao/domain-payment';
import type { Tables } from './tables';

type Receipt = Extract<
  PaymentEvent,
  { type: 'PaymentCaptured' | 'ReceiptKeptInSuspense' | 'UnidentifiedReceiptKept' }
>;

/** Whether it is the first event of money that a counter reported. */
export const isReceipt = <E extends PaymentEvent>(event: E): event is E & Receipt =>
  event.type === 'PaymentCaptured' ||
  event.type === 'ReceiptKeptInSuspense' ||
  event.type === 'UnidentifiedReceiptKept';

/** The orders that are open and not closing at a channel, as the read model of the orders has them. */
export const openOrders = (tables: Tables): Extract<PaymentEvent, { type: 'OrderOpened' }>['data'][] =>
  [...tables.streams.values()].flatMap((events) => {
    const [first, ...later] = events.filter(paymentOrderEvents.has);
    const isOpen = later.every(({ type }) => type === 'OrderPlaced');
    return first?.type === 'OrderOpened' && isOpen ? [first.data] : [];
  });

/** The money recorded under the number of a reversal, as the read model of the orders finds it. */
export const recordedUnder = (
  tables: Tables,
  { channel, channelTransactionNo }: Pick<ReverseCollection, 'channel' | 'channelTransactionNo'>,
  orderIds: readonly string[],
): RecordedReceipt[] =>
  tables.log
    .filter(paymentOrderEvents.has)
    .filter(isReceipt)
    .flatMap(({ data }) => {
      const { orderId, receiptNo } = data;
      const isWithoutDay =
        'because' in data &&
        ['paid-at-implausible', 'quote-unknown'].includes(data.because) &&
        data.channel === channel &&
        data.channelTransactionNo === channelTransactionNo;
      if (!isWithoutDay && !orderIds.includes(orderId)) return [];
      return [{ orderId, receiptNo, status: statusOf(tables, orderId) }];
    });

const statusOf = (tables: Tables, orderId: string): string =>
  (tables.streams.get(`order-${orderId}`) ?? []).some(({ type }) => reversals.includes(type))
    ? 'reversed'
    : 'recorded';

const reversals: readonly string[] = ['CollectionReversed', 'UnidentifiedReceiptReversed'];
