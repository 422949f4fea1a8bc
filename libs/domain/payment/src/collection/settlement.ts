import type { Month } from '@canbao/calendar';
import type { MedicalLine, MedicalQuote, PensionQuote } from '@canbao/contracts';
import { on, type Placed } from '@canbao/event-sourcing';
import { missingItems } from '@canbao/rules';
import { obligationStream, receivedItems, type Obligation } from '../obligation/obligation';
import type { ObligationEvent } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import { quotedBundle } from './bundle';
import type { RecordCollection } from './record-collection';
import { amountOf, carriedBy } from './share';

/** The events that settle the months, or receive items of theirs. */
export const settle = (
  command: RecordCollection,
  { obligations }: PaymentState,
  months: readonly Month[],
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const { quote } = command;
  return quote.insurance === 'pension'
    ? settlePension(command, quote, months)
    : settleBundles(command, quote, months, obligations);
};

const settlePension = (
  { orderId, paidAt }: RecordCollection,
  { personId, insurance, district, lines }: PensionQuote,
  settling: readonly Month[],
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const settled = lines.filter(({ month }) => settling.includes(month));
  const months = settled.map(({ item: _, ...month }) => month);
  const total = amountOf(settled);
  return [
    { type: 'PensionMonthsSettled', data: { personId, orderId, district, months, total, paidAt } },
    ...settling.map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'PensionMonthPaid',
        data: { personId, insurance, month, orderId },
      }),
    ),
  ];
};

/** A medical month is settled when its last item arrives, whichever orders paid the items. */
const settleBundles = (
  command: RecordCollection,
  quote: MedicalQuote,
  settling: readonly Month[],
  obligations: PaymentState['obligations'],
): Placed<PaymentEvent>[] => {
  const lines = quote.lines.filter(carriedBy(command.items));
  return settling.map((month) => {
    const own = lines.filter((line) => line.month === month);
    const stream = obligationStream(quote.personId, quote.insurance, month);
    return on<PaymentEvent>(stream, bundleEvent(command, quote, month, own, obligations[month]));
  });
};

const bundleEvent = (
  { orderId, paidAt }: RecordCollection,
  quote: MedicalQuote,
  month: Month,
  lines: readonly MedicalLine[],
  obligation: Obligation | undefined,
): ObligationEvent => {
  const own = lines.map(({ month: _month, bundleId: _bundleId, billId: _billId, ...item }) => ({
    ...item,
    orderId,
  }));
  const items = [...receivedItems(obligation), ...own];
  const { personId, insurance, district } = quote;
  const { bundleId, scheme, items: wholeMonth, billId } = quotedBundle(quote, month);
  const missing = missingItems(
    wholeMonth,
    items.map(({ item }) => item),
  );
  const bundle = { personId, insurance, month, bundleId, orderId };
  if (missing.length > 0)
    return { type: 'BundlePartReceived', data: { ...bundle, items: own, missing, receivedAt: paidAt } };
  const total = amountOf(items);
  const settled = { ...bundle, district, scheme, items, total, paidAt };
  return { type: 'BundleSettled', data: billId === undefined ? settled : { ...settled, billId } };
};
