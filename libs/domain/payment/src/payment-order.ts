import type { Channel, Item } from '@canbao/vocabulary';
import { compare, sum, type Yuan } from '@canbao/money';
import { dayOf, type Instant, type Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { accept, on, reject, type Decider, type Outcome, type Placed } from '@canbao/event-sourcing';
import { bundleOf, missingItems } from '@canbao/rules';
import { postingsOf, reversed } from './journal/journal';
import type { BundleItem, PaymentEvent, SuspenseReason } from './payment-order.events';

/** Money reported at a counter, with the quote it was taken for; `amount` in yuan. */
export interface Collection {
  readonly quote: QuoteClaims;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  readonly method: 'cash' | 'card';
  /** The items that an old bank message carries, when not all. */
  readonly items?: readonly Item[];
  /** What was reported, so that the number cannot be used for something else. */
  readonly fingerprint: string;
}
/** What can be asked of an order and the obligations it pays. */
export type PaymentCommand =
  | {
      readonly type: 'OpenOrder';
      readonly orderId: string;
      readonly payerId: string;
      readonly channel: Channel;
      readonly quote: QuoteClaims;
      readonly at: Instant;
    }
  | {
      readonly type: 'CloseOrder' | 'ExpireOrder';
      readonly orderId: string;
      readonly at: Instant;
      readonly obligations: readonly string[];
    }
  | ({ readonly type: 'RecordCollection'; readonly orderId: string } & Collection)
  | {
      readonly type: 'ReverseCollection';
      readonly orderId: string;
      readonly channel: Channel;
      readonly channelTransactionNo: string;
      readonly at: Instant;
      readonly obligations: readonly string[];
    };
/** Why an order or a reversal is refused; money that has moved never is. */
export type PaymentReason =
  | 'order-not-found'
  | 'order-not-open'
  | 'quote-expired'
  | 'month-already-paid'
  | 'month-in-payment'
  | 'transaction-no-reused'
  | 'reversal-too-late'
  | 'part-already-used';

interface Obligation {
  readonly claimedBy?: { readonly orderId: string; readonly until: Instant };
  readonly parts: readonly BundleItem[];
  readonly paidBy?: string;
}
type Opened = Extract<PaymentEvent, { type: 'OrderOpened' }>['data'];
/** The order, and every obligation that it touches. */
export interface PaymentState {
  readonly status: 'new' | 'open' | 'closed' | 'paid' | 'in-suspense' | 'incomplete' | 'reversed' | 'void';
  readonly opened?: Opened;
  readonly fingerprint?: string;
  readonly because?: SuspenseReason;
  readonly missing: readonly Item[];
  /** The order's own events so far, for reversing exactly what was booked. */
  readonly booked: readonly PaymentEvent[];
  readonly obligations: Readonly<Record<Month, Obligation>>;
}

/** The stream that serialises all channels for one person, insurance and month (ADR 5). */
export const obligationStream = (personId: string, insurance: string, month: string): string =>
  `obligation-${personId}-${insurance}-${month}`;
const monthsOf = (quote: QuoteClaims): Month[] => [...new Set(quote.lines.map(({ month }) => month))];
const streamsOfQuote = (quote: QuoteClaims): string[] =>
  monthsOf(quote).map((month) => obligationStream(quote.personId, quote.insurance, month));
const free: Obligation = { parts: [] };
const at = (state: PaymentState, month: Month): Obligation => state.obligations[month] ?? free;
const place = (quote: QuoteClaims, month: Month, event: PaymentEvent): Placed<PaymentEvent> =>
  on(obligationStream(quote.personId, quote.insurance, month), event);

const openOrder = (
  { orderId, payerId, channel, quote, at: now }: Extract<PaymentCommand, { type: 'OpenOrder' }>,
  state: PaymentState,
): Outcome<PaymentEvent, PaymentReason> => {
  if (state.status !== 'new') return accept();
  if (now >= quote.expiresAt) return reject('quote-expired', { expiresAt: quote.expiresAt });
  const months = monthsOf(quote);
  const paid = months.filter((month) => taken(quote, month, at(state, month)));
  if (paid.length > 0) return reject('month-already-paid', { months: paid });
  const claimed = months.filter((month) => {
    const claim = at(state, month).claimedBy;
    return claim !== undefined && claim.until > now;
  });
  if (claimed.length > 0) return reject('month-in-payment', { months: claimed });
  const { personId, insurance, district, quoteId, lines, total, scheme } = quote;
  return accept<PaymentEvent>(
    {
      type: 'OrderOpened',
      data: {
        personId,
        orderId,
        quoteId,
        payerId,
        insurance,
        district,
        channel,
        lines,
        total,
        payBy: quote.expiresAt,
        ...(scheme === undefined ? {} : { scheme }),
      },
    },
    ...months.map((month) =>
      place(quote, month, {
        type: 'MonthClaimed',
        data: { personId, insurance, month, orderId, until: quote.expiresAt },
      }),
    ),
  );
};

/** Whether money for these lines has come already: the month as a whole, or one of the items. */
const taken = (quote: QuoteClaims, month: Month, obligation: Obligation, items?: readonly Item[]): boolean =>
  obligation.paidBy !== undefined ||
  quote.lines.some(
    (line) =>
      line.month === month &&
      (items?.includes(line.item) ?? true) &&
      obligation.parts.some(({ item }) => item === line.item),
  );

/**
 * Money that has moved is a fact and is never rejected: what does not match is kept with the reason. In order
 * of precedence.
 */
const mismatch = (collection: Collection, state: PaymentState): SuspenseReason | undefined => {
  const { quote, amount, paidAt, items } = collection;
  if (state.status === 'void') return 'void-by-reversal';
  if (
    items !== undefined &&
    (quote.insurance === 'pension' || items.some((item) => !quote.lines.some((line) => line.item === item)))
  )
    return 'items-not-in-quote';
  const carried = quote.lines.filter(({ item }) => items?.includes(item) ?? true);
  if (amount !== sum(carried.map((line) => line.amount))) return 'amount-differs';
  if (paidAt >= quote.expiresAt) return 'quote-expired';
  // An open online order does not keep cash out: money on the counter is a fact, an open order only an
  // intention.
  return monthsOf(quote).some((month) => taken(quote, month, at(state, month), items))
    ? 'already-paid'
    : undefined;
};

const recordCollection = (
  command: Extract<PaymentCommand, { type: 'RecordCollection' }>,
  state: PaymentState,
): Outcome<PaymentEvent, PaymentReason> => {
  const {
    quote,
    orderId,
    channel,
    channelTransactionNo,
    receiptNo,
    amount,
    paidAt,
    method,
    items,
    fingerprint,
  } = command;
  if (state.fingerprint !== undefined)
    return state.fingerprint === fingerprint ? accept() : reject('transaction-no-reused');
  const receipt = {
    personId: quote.personId,
    orderId,
    channel,
    channelTransactionNo,
    receiptNo,
    amount,
    paidAt,
    insurance: quote.insurance,
    quoteId: quote.quoteId,
    fingerprint,
  };
  const because = mismatch(command, state);
  if (because !== undefined) return accept({ type: 'ReceiptKeptInSuspense', data: { ...receipt, because } });
  const lines = quote.lines.filter(({ item }) => items?.includes(item) ?? true);
  return accept<PaymentEvent>(
    { type: 'PaymentCaptured', data: { ...receipt, method, lines } },
    ...(quote.insurance === 'pension' ? settlePension(command) : settleBundles(command, lines, state)),
  );
};

const settlePension = ({
  quote,
  orderId,
  paidAt,
}: Extract<PaymentCommand, { type: 'RecordCollection' }>): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const { personId, insurance, district, total } = quote;
  const months = quote.lines.map(({ month, base, rate, amount, parts }) => ({
    month,
    base,
    rate,
    amount,
    ...(parts === undefined ? {} : { parts: parts as Record<string, Yuan> }),
  }));
  return [
    { type: 'PensionMonthsSettled', data: { personId, orderId, district, months, total, paidAt } },
    ...monthsOf(quote).map((month) =>
      place(quote, month, { type: 'PensionMonthPaid', data: { personId, insurance, month, orderId } }),
    ),
  ];
};

/**
 * Each medical month is settled when all its items are there, whichever orders brought them; until then it
 * waits.
 */
const settleBundles = (
  { quote, orderId, paidAt }: Extract<PaymentCommand, { type: 'RecordCollection' }>,
  lines: QuoteClaims['lines'],
  state: PaymentState,
): Placed<PaymentEvent>[] =>
  monthsOf(quote).map((month) => {
    const { personId, insurance, district } = quote;
    const scheme = quote.scheme ?? 'pooled';
    const own = lines
      .filter((line) => line.month === month)
      .map(({ item, base, rate, amount, parts }): BundleItem => ({
        item,
        base,
        rate,
        amount,
        orderId,
        ...(parts === undefined ? {} : { parts: parts as Record<string, Yuan> }),
      }));
    const all = [...at(state, month).parts, ...own];
    const missing = missingItems(
      bundleOf(scheme),
      all.map(({ item }) => item),
    );
    const bundleId = own[0] === undefined ? '' : (lines.find((line) => line.month === month)?.bundleId ?? '');
    return place(
      quote,
      month,
      missing.length > 0
        ? {
            type: 'BundlePartReceived',
            data: {
              personId,
              insurance,
              month,
              bundleId,
              orderId,
              items: own,
              missing: missing as Item[],
              receivedAt: paidAt,
            },
          }
        : {
            type: 'BundleSettled',
            data: {
              personId,
              insurance,
              month,
              bundleId,
              district,
              scheme,
              items: all,
              total: sum(all.map(({ amount }) => amount)),
              paidAt,
              orderId,
              ...(quote.billId === undefined ? {} : { billId: quote.billId }),
            },
          },
    );
  });

const closeOrder = (
  { type, orderId, at: now }: Extract<PaymentCommand, { type: 'CloseOrder' | 'ExpireOrder' }>,
  { status, opened, obligations }: PaymentState,
): Outcome<PaymentEvent, PaymentReason> => {
  if (opened === undefined) return reject('order-not-found');
  if (status === 'closed') return accept();
  if (status !== 'open') return reject('order-not-open', { status });
  if (type === 'ExpireOrder' && now < opened.payBy) return accept();
  const { personId, insurance } = opened;
  const mine = [...new Set(opened.lines.map(({ month }) => month))].filter(
    (month) => obligations[month]?.claimedBy?.orderId === orderId,
  );
  return accept<PaymentEvent>(
    {
      type: 'OrderClosed',
      data: { personId, orderId, because: type === 'CloseOrder' ? 'closed-by-payer' : 'expired' },
    },
    ...mine.map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'MonthReleased',
        data: { personId, insurance, month, orderId },
      }),
    ),
  );
};

const reverseCollection = (
  { orderId, channel, channelTransactionNo, at: now }: Extract<PaymentCommand, { type: 'ReverseCollection' }>,
  state: PaymentState,
): Outcome<PaymentEvent, PaymentReason> => {
  if (state.status === 'void' || state.status === 'reversed') return accept();
  const receipt = state.booked.find(
    (event) => event.type === 'PaymentCaptured' || event.type === 'ReceiptKeptInSuspense',
  );
  // The reversal may overtake its original; a late original is then void (protocols §5.1).
  if (receipt === undefined)
    return accept({ type: 'ReversalRemembered', data: { orderId, channel, channelTransactionNo, at: now } });
  const { personId, insurance, amount, paidAt } = receipt.data;
  if (dayOf(paidAt) !== dayOf(now)) return reject('reversal-too-late', { paidOn: dayOf(paidAt) });
  const months =
    receipt.type === 'PaymentCaptured' ? [...new Set(receipt.data.lines.map(({ month }) => month))] : [];
  // A part that has gone into a whole bundle is the bundle's: the order that completed it is reversed first.
  const used = months.filter((month) => {
    const paidBy = state.obligations[month]?.paidBy;
    return state.status === 'incomplete' && paidBy !== undefined && paidBy !== orderId;
  });
  if (used.length > 0) return reject('part-already-used', { months: used });
  const wasSettled = state.status === 'paid';
  const postings = state.booked.flatMap((event) => reversed(postingsOf(event)));
  return accept<PaymentEvent>(
    {
      type: 'CollectionReversed',
      data: {
        personId,
        orderId,
        insurance,
        months,
        channel,
        channelTransactionNo,
        amount,
        reversedAt: now,
        wasSettled,
        postings,
      },
    },
    ...(months.length > 0
      ? [
          {
            type: 'SettlementReversed',
            data: { personId, orderId, insurance, months, reversedAt: now },
          } as const,
        ]
      : []),
    ...months.map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'MonthReopened',
        data: { personId, insurance, month, orderId },
      }),
    ),
  );
};

const decide = (command: PaymentCommand, state: PaymentState): Outcome<PaymentEvent, PaymentReason> => {
  switch (command.type) {
    case 'OpenOrder':
      return openOrder(command, state);
    case 'RecordCollection':
      return recordCollection(command, state);
    case 'ReverseCollection':
      return reverseCollection(command, state);
    default:
      return closeOrder(command, state);
  }
};

const obligation = (
  state: PaymentState,
  month: Month,
  change: (before: Obligation) => Obligation,
): PaymentState => ({ ...state, obligations: { ...state.obligations, [month]: change(at(state, month)) } });

const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  const booking = { ...state, booked: [...state.booked, event] };
  switch (event.type) {
    case 'OrderOpened':
      return { ...state, status: 'open', opened: event.data };
    case 'OrderClosed':
      return { ...state, status: 'closed' };
    case 'PaymentCaptured':
      return { ...booking, status: 'paid', fingerprint: event.data.fingerprint };
    case 'ReceiptKeptInSuspense':
      return {
        ...booking,
        status: 'in-suspense',
        because: event.data.because,
        fingerprint: event.data.fingerprint,
      };
    case 'PensionMonthsSettled':
      return booking;
    case 'CollectionReversed':
      return { ...state, status: 'reversed', booked: [] };
    case 'ReversalRemembered':
      return { ...state, status: 'void' };
    case 'MonthClaimed':
      return obligation(state, event.data.month, (before) => ({
        ...before,
        claimedBy: { orderId: event.data.orderId, until: event.data.until },
      }));
    case 'MonthReleased':
      return obligation(state, event.data.month, ({ claimedBy: _, ...rest }) => rest);
    case 'PensionMonthPaid':
      return obligation(state, event.data.month, ({ parts }) => ({ parts, paidBy: event.data.orderId }));
    case 'BundlePartReceived':
      return obligation(
        mineOf(booking, state, event.data.orderId, { status: 'incomplete', missing: event.data.missing }),
        event.data.month,
        ({ parts }) => ({ parts: [...parts, ...event.data.items] }),
      );
    case 'BundleSettled':
      return obligation(mineOf(booking, state, event.data.orderId, {}), event.data.month, () => ({
        parts: event.data.items,
        paidBy: event.data.orderId,
      }));
    case 'MonthReopened':
      return obligation(state, event.data.month, ({ parts }) => ({
        parts: parts.filter(({ orderId }) => orderId !== event.data.orderId),
      }));
    default:
      return state;
  }
};

/**
 * An obligation's stream tells of several orders; only the events of the command's own order are part of what
 * it booked.
 */
const mineOf = (
  booking: PaymentState,
  state: PaymentState,
  orderId: string,
  change: Partial<PaymentState>,
): PaymentState => {
  const own = state.booked.some(
    (event) => event.type === 'PaymentCaptured' && event.data.orderId === orderId,
  );
  return own ? { ...booking, ...change } : state;
};

/**
 * An order, and the obligations of the months it pays: the obligation serialises all channels, the first wins
 * (ADR 5).
 */
export const paymentOrder: Decider<PaymentCommand, PaymentState, PaymentEvent, PaymentReason> = {
  initial: { status: 'new', missing: [], booked: [], obligations: {} },
  streams: (command) => [
    `order-${command.orderId}`,
    ...('quote' in command ? streamsOfQuote(command.quote) : command.obligations),
  ],
  // Most money comes for months for which nothing came before.
  opens: ({ type }) => type === 'RecordCollection' || type === 'OpenOrder',
  decide,
  evolve,
};

/** True when an amount can be money that moved. */
export const isPositive = (amount: Yuan): boolean => compare(amount, '0.00' as Yuan) > 0;
