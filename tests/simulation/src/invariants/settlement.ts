import type { Month } from '@canbao/calendar';
import type { QuoteClaims, QuotedBundle } from '@canbao/contracts';
import { monthsOf, type PaymentEvent } from '@canbao/domain-payment';
import type { Item } from '@canbao/vocabulary';
import { itemsIn, type KnownItem } from '../debits/debit-books';
import type { Collected, History } from '../history';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';
import { paymentEvents } from './payment-events';

/**
 * Of a quote that is paid in part, every unpaid month settles and the rest is in suspense; a medical month is
 * whole, or waits for what its quote still names.
 */
export const settlement = (world: World, history: History): Finding[] => {
  const byOrder = reported(world, history);
  const paid = new Set<string>();
  const disturbed = new Set<string>();
  const findings: Finding[] = [];
  for (const event of paymentEvents(world)) {
    const collected = byOrder.get(event.data.orderId);
    if (event.type === 'PaymentCaptured' || event.type === 'ReceiptKeptInSuspense')
      findings.push(...untakenMonths(collected, event, { paid, disturbed }));
    if (event.type === 'BundleSettled' || event.type === 'BundlePartReceived')
      findings.push(...unlikeQuote(collected, event));
    follow(paid, event);
    if (event.type === 'BundlePartReceived' || event.type === 'MonthReopened')
      disturbed.add(nameOf(event.data));
  }
  return findings;
};

/** What is to be paid with the money of an order, and why none of it can, where that is known. */
type Reported = Pick<Collected, 'quote' | 'because' | 'items'>;

/** By order, what counters, payers with a wallet and batches mean to pay. */
const reported = (world: World, { collections, online }: History): Map<string, Reported> => {
  const because = new Map(
    paymentEvents(world).flatMap(({ type, data }) =>
      type === 'ReceiptKeptInSuspense' && !orderly.includes(data.because)
        ? [[data.orderId, data.because] as const]
        : [],
    ),
  );
  const known = (orderId: string): Pick<Collected, 'because'> => {
    const reason = because.get(orderId);
    return reason === undefined ? {} : { because: reason };
  };
  return new Map<string, Reported>([
    ...collections.map((collected): [string, Reported] => [collected.orderId, collected]),
    ...[...online].map(([orderId, { quote }]): [string, Reported] => [orderId, { quote, ...known(orderId) }]),
    ...itemsIn(world.tables.payment).map(({ itemId, ready }): [string, Reported] => [
      itemId,
      ready === undefined ? {} : { quote: quoteOfItem(ready), ...known(itemId) },
    ]),
  ]);
};

/** What others have paid is in the way. */
const orderly: readonly string[] = ['already-paid', 'month-not-paid', 'scheme-changed'];

const quoteOfItem = ({ bundle, ...item }: NonNullable<KnownItem['ready']>): QuoteClaims =>
  ({ ...item, bundles: bundle === undefined ? [] : [bundle] }) as unknown as QuoteClaims;

interface Months {
  readonly paid: ReadonlySet<string>;
  /** An item that has arrived before cannot settle again; a reversal may come at the same moment. */
  readonly disturbed: ReadonlySet<string>;
}
type Taken = Extract<PaymentEvent, { type: 'PaymentCaptured' | 'ReceiptKeptInSuspense' }>;
type Bundle = Extract<PaymentEvent, { type: 'BundleSettled' | 'BundlePartReceived' }>;

/** The months of a report that nobody had paid before have to be in its receipt. */
const untakenMonths = (
  collected: Reported | undefined,
  { type, data }: Taken,
  { paid, disturbed }: Months,
): Finding[] => {
  if (collected?.quote === undefined || collected.because !== undefined) return [];
  const { quote } = collected;
  const taken = type === 'PaymentCaptured' ? monthsOf(data.lines) : [];
  return monthsReported(collected, quote).flatMap((month) => {
    const added = addedIn(quote, month);
    const name = nameOf({ ...quote, ...added, month });
    const isTaken = taken.includes(month);
    if (paid.has(name)) return isTaken ? [`settlement: ${name} was paid and is taken again`] : [];
    if (added.item !== undefined && !paid.has(nameOf({ ...quote, month })))
      return isTaken ? [`settlement: ${name} is taken, and the month is not paid`] : [];
    return isTaken || disturbed.has(name)
      ? []
      : [`settlement: ${name} was unpaid and its money is in suspense`];
  });
};

/** What a quote asks for beside a month that is paid. */
const addedIn = ({ lines }: QuoteClaims, wanted: Month): Pick<PersonMonth, 'item'> =>
  lines.some(({ item, month }) => item === 'pension-true-up' && month === wanted)
    ? { item: 'pension-true-up' }
    : {};

const monthsReported = ({ items }: Reported, { lines }: QuoteClaims): Month[] =>
  monthsOf(lines.filter(({ item }: { readonly item: Item }) => items?.includes(item) ?? true));

/** The items that are there and those that are missing are the bundle of the quote, each once. */
const unlikeQuote = (collected: Reported | undefined, { type, data }: Bundle): Finding[] => {
  const name = `settlement: ${nameOf(data)}`;
  if (collected?.quote === undefined) return [`${name} is paid by ${data.orderId}, which nobody reported`];
  const due = itemsDue(collected.quote, data.month).sort();
  const own: Item[] = data.items.map(({ item }) => item);
  if (type === 'BundleSettled')
    return isEqual(own.toSorted(), due)
      ? []
      : [`${name} is whole with ${own.join(' ')}, not ${due.join(' ')}`];
  const isMissing = data.missing.every((item) => due.includes(item) && !own.includes(item));
  return data.missing.length > 0 && isMissing && own.every((item) => due.includes(item))
    ? []
    : [`${name} waits for ${data.missing.join(' ') || 'nothing'} after ${own.join(' ')} of ${due.join(' ')}`];
};

/** The bundle that the quote names; one of the old form has a line for each item. */
const itemsDue = (quote: QuoteClaims, month: Month): Item[] =>
  bundleOf(quote, month)?.items.slice() ??
  quote.lines.filter((line) => line.month === month).map(({ item }): Item => item);

const bundleOf = (quote: QuoteClaims, month: Month): QuotedBundle | undefined =>
  quote.insurance === 'medical' ? quote.bundles?.find((bundle) => bundle.month === month) : undefined;

interface PersonMonth {
  readonly personId: string;
  readonly insurance: string;
  readonly month: string;
  readonly item?: 'pension-true-up' | undefined;
}
const nameOf = ({ insurance, month, personId, item }: PersonMonth): string =>
  `${item ?? insurance} ${month} of ${personId}`;

/** Which months are paid after an event. */
const follow = (paid: Set<string>, { type, data }: PaymentEvent): void => {
  if (type === 'PensionMonthsSettled')
    for (const { month } of data.months) paid.add(nameOf({ ...data, month, insurance: 'pension' }));
  if (type === 'TrueUpsSettled')
    for (const { month } of data.months)
      paid.add(nameOf({ ...data, ...addition, month, insurance: 'pension' }));
  if (type === 'BundleSettled') paid.add(nameOf({ ...data, insurance: 'medical' }));
  if (type !== 'SettlementReversed') return;
  for (const month of data.months) paid.delete(nameOf({ ...data, month }));
  for (const month of data.trueUpMonths ?? []) paid.delete(nameOf({ ...data, ...addition, month }));
};

const addition = { item: 'pension-true-up' } as const;
