import type { Month } from '@canbao/calendar';
import { bundleIdOf, type MedicalQuote, type PensionQuote } from '@canbao/contracts';
import { on, type Placed } from '@canbao/event-sourcing';
import { missingItems } from '@canbao/rules';
import { amountOf } from '../amount-of';
import { addedIn, heldByAnother, obligationStream, owedIn, type Obligation } from '../obligation/obligation';
import type { ObligationEvent } from '../obligation/obligation.events';
import { withStillHeld } from '../obligation/still-held';
import { quotedBundle } from '../obligation/quoted-bundle';
import { receivedFor, type ReceivedFor } from '../obligation/received';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import type { RecordCollection } from './record-collection';
import { carriedBy } from './share';

/** The events that settle the months, or receive items of theirs. */
export const settle = (
  command: RecordCollection,
  state: PaymentState,
  months: readonly Month[],
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const { quote } = command;
  return quote.insurance === 'pension'
    ? settlePension(command, quote, months, state)
    : settleBundles(command, quote, months, state);
};

const settlePension = (
  { orderId, paidAt }: RecordCollection,
  { personId, insurance, district, lines }: PensionQuote,
  settling: readonly Month[],
  state: PaymentState,
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const settled = lines.filter(({ month }) => settling.includes(month));
  const about = { personId, orderId, district, paidAt };
  return [
    ...settledAs('PensionMonthsSettled', about, settled),
    ...settledAs('TrueUpsSettled', about, settled),
    ...settling.map((month) => {
      const added = addedIn(settled, month);
      return on<PaymentEvent>(obligationStream(personId, insurance, month, added), {
        type: 'PensionMonthPaid',
        data: {
          personId,
          insurance,
          month,
          orderId,
          ...added,
          ...claimMet(orderId, owedIn(state, settled, month)),
        },
      });
    }),
  ];
};

const itemSettled = { PensionMonthsSettled: 'pension', TrueUpsSettled: 'pension-true-up' } as const;

const settledAs = (
  type: keyof typeof itemSettled,
  {
    paidAt,
    ...about
  }: Pick<PensionQuote, 'personId' | 'district'> & Pick<RecordCollection, 'orderId' | 'paidAt'>,
  settled: PensionQuote['lines'],
): PaymentEvent[] => {
  const lines = settled.filter(({ item }) => item === itemSettled[type]);
  if (lines.length === 0) return [];
  const months = lines.map(({ item: _, ...month }) => month);
  return [{ type, data: { ...about, months, total: amountOf(lines), paidAt } }];
};

/** A medical month is settled when its last item arrives, whichever orders paid the items. */
const settleBundles = (
  command: RecordCollection,
  quote: MedicalQuote,
  settling: readonly Month[],
  state: PaymentState,
): Placed<PaymentEvent>[] =>
  settling.flatMap((month) => {
    const obligation = state.obligations[month];
    const received = receivedFor(quote, month, obligation);
    const stream = obligationStream(quote.personId, quote.insurance, month);
    const events = [
      ...suspendFormer(command, quote, month, received),
      bundleEvent(command, quote, month, received, obligation),
    ].map((event) => on<PaymentEvent>(stream, event));
    return withStillHeld(events, state);
  });

/** One event for each order, so that a reversal takes back what became of its own items. */
const suspendFormer = (
  { paidAt }: RecordCollection,
  { personId, insurance }: MedicalQuote,
  month: Month,
  { former }: ReceivedFor,
): ObligationEvent[] =>
  [...Map.groupBy(former, ({ orderId }) => orderId)].map(([orderId, items]) => {
    const bundle = { personId, insurance, month, bundleId: bundleIdOf(personId, month), orderId };
    return {
      type: 'ReceivedItemsSuspended',
      data: { ...bundle, items, because: 'scheme-changed', suspendedAt: paidAt },
    };
  });

const bundleEvent = (
  { orderId, paidAt, items: reported }: RecordCollection,
  quote: MedicalQuote,
  month: Month,
  { current }: ReceivedFor,
  obligation: Obligation | undefined,
): ObligationEvent => {
  const { personId, insurance, district, issuedAt: quotedAt } = quote;
  const { bundleId, scheme, items: wholeMonth, billId } = quotedBundle(quote, month);
  const lines = quote.lines.filter(carriedBy(reported)).filter((line) => line.month === month);
  const own = lines.map(({ month: _month, bundleId: _bundleId, billId: _billId, ...item }) => ({
    ...item,
    orderId,
  }));
  const items = [...current, ...own];
  const missing = missingItems(
    wholeMonth,
    items.map(({ item }) => item),
  );
  const bundle = {
    personId,
    insurance,
    month,
    bundleId,
    orderId,
    scheme,
    ...claimMet(orderId, obligation),
  };
  const billed = billId === undefined ? bundle : { ...bundle, billId };
  return missing.length > 0
    ? { type: 'BundlePartReceived', data: { ...billed, items: own, missing, receivedAt: paidAt, quotedAt } }
    : { type: 'BundleSettled', data: { ...billed, district, items, total: amountOf(items), paidAt } };
};

const claimMet = (
  orderId: string,
  obligation: Obligation | undefined,
): { readonly endsClaimOf?: string; readonly stillHeldBy?: string } => {
  const held = heldByAnother(obligation, orderId);
  if (held !== undefined) return { stillHeldBy: held.orderId };
  return obligation?.claim === undefined ? {} : { endsClaimOf: obligation.claim.orderId };
};
