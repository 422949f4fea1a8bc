import { firstDayOf, lastDayOf, type Month } from '@canbao/calendar';
import type { PaperLine } from '@canbao/contracts';
import type { StoredEvent } from '@canbao/event-sourcing';
import { itemNames, type Item } from '@canbao/vocabulary';
import type { OrderLine } from '../order/order-line';
import type { PaymentEvent } from '../payment.events';
import type { SuspenseEvent } from '../suspense/suspense.events';

/** What papers call money of which nobody knows yet what it pays. */
const unassigned = '待核实款项';

/** Events of several streams in the order in which they happened. */
export type Recorded = PaymentEvent & Pick<StoredEvent, 'position' | 'recordedAt'>;

/**
 * What a receipt's money paid, line by line, and where it is in the books; the lines sum to what was
 * received. The events are those of {@link receiptStreams}, in the order in which they happened.
 */
export const paperLines = (events: readonly Recorded[], orderId: string): PaperLine[] => {
  const own = events.flatMap((event) => (isOf(event, orderId) ? linesOf(event) : []));
  return events.reduce((lines, event) => lines.flatMap((line) => after(line, event, orderId)), own);
};

const isOf = ({ data }: PaymentEvent, orderId: string): boolean =>
  'orderId' in data && data.orderId === orderId;

/** The lines that an event of received money begins. */
const linesOf = (event: PaymentEvent): PaperLine[] => {
  switch (event.type) {
    case 'PaymentCaptured':
      return paidBy(event.data.lines);
    case 'MonthsKeptInSuspense':
    case 'ReceiptKeptInSuspense': {
      const { months, amount, because } = event.data;
      const kept = { name: unassigned, state: 'in-suspense', because } as const;
      return months === undefined
        ? [{ ...kept, amount }]
        : months.map((share) => ({ ...kept, ...ofMonth(share.month), amount: share.amount }));
    }
    case 'UnidentifiedReceiptKept':
      return [
        { name: unassigned, amount: event.data.amount, state: 'in-suspense', because: event.data.because },
      ];
    default:
      return [];
  }
};

const paidBy = (lines: readonly OrderLine[]): PaperLine[] =>
  lines.map(({ item, month, base, rate, amount }) => ({
    ...ofMonth(month),
    name: itemNames[item],
    item,
    base,
    rate,
    amount,
    state: 'settled',
  }));

const ofMonth = (month: Month) => ({ month, from: firstDayOf(month), to: lastDayOf(month) });

/** The line after an event of its order or month; the lines that it pays, once it is out of suspense. */
const after = (line: PaperLine, event: PaymentEvent, orderId: string): PaperLine | PaperLine[] => {
  switch (event.type) {
    case 'SuspenseResolved': {
      const { orderId: of, way, lines = [] } = event.data;
      if (of !== orderId || !isInLine(event.data)(line)) return line;
      if (way === 'obligation') return paidBy(lines);
      return way === 'gone' ? { ...line, state: 'reversed' } : line;
    }
    case 'CollectionReversed':
    case 'UnidentifiedReceiptReversed':
      return event.data.orderId === orderId ? { ...line, state: 'reversed' } : line;
    case 'BundlePartReceived':
      return pays(line, event.data, orderId) ? { ...line, state: 'waiting' } : line;
    case 'BundleSettled':
      return pays(line, event.data, orderId) ? { ...line, state: 'settled' } : line;
    case 'ReceivedItemsSuspended':
      return pays(line, event.data, orderId)
        ? { ...line, state: 'in-suspense', because: event.data.because }
        : line;
    case 'MonthReopened': {
      // Another order of the bundle went back: this one's items wait for the rest again.
      const waits = event.data.waitingOrders?.includes(orderId) === true;
      return waits && line.month === event.data.month && line.state === 'settled'
        ? { ...line, state: 'waiting' }
        : line;
    }
    default:
      return line;
  }
};

/** Tells what of a paper is in a line of suspense: of a receipt, or items of a month. */
export const isInLine =
  ({ line: id, receiptNo, because }: SuspenseEvent['data']) =>
  (line: PaperLine): boolean =>
    line.state === 'in-suspense' &&
    line.because === because &&
    (line.item === undefined ? id === `${receiptNo}.${because}` : id.startsWith(`${line.month}.`));

const pays = (
  line: PaperLine,
  month: {
    readonly month: Month;
    readonly items: readonly { readonly item: Item; readonly orderId: string }[];
  },
  orderId: string,
): boolean =>
  line.month === month.month &&
  line.item !== undefined &&
  month.items.some(({ item, orderId: by }) => item === line.item && by === orderId);
