import { instant, month, type Month } from '@canbao/calendar';
import type { MedicalLine, MedicalQuote, PensionQuote, QuotedBundle } from '@canbao/contracts';
import { rate, sum, yuan } from '@canbao/money';
import type { PaymentEvent } from '../src/index';

type DataOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>['data'];

export const personId = '10000000-0000-4000-8000-000000000001';
export const quoteId = '20000000-0000-4000-8000-000000000001';
export const orderId = (n: number): string => `30000000-0000-4000-8000-00000000000${n}`;
export const [april, may] = [month('2022-04'), month('2022-05')];
export const noon = instant('2022-05-18T12:00:00.000+08:00');
export const lastMoment = instant('2022-05-18T12:29:59.999+08:00');
export const expiry = instant('2022-05-18T12:30:00.000+08:00');

export const pensionMonth = (of: Month): string => `obligation-${personId}-pension-${of}`;
export const medicalMonth = (of: Month): string => `obligation-${personId}-medical-${of}`;
export const person = `payability-${personId}`;

/** Order `n` holds the months, quoted at noon for Lixia. */
export const orderNoted = (
  n: number,
  insurance: 'pension' | 'medical',
  ...months: readonly Month[]
): PaymentEvent => ({
  type: 'OrderNoted',
  data: { personId, orderId: orderId(n), insurance, district: '370102', months, quotedAt: noon },
});

const common = {
  quoteId,
  personId,
  district: '370102',
  payerId: 'payer-1',
  issuedAt: noon,
  expiresAt: expiry,
  certificateHash: 'x',
} as const;

const paidMonth = {
  base: yuan('5000.00'),
  rate: rate('0.20'),
  amount: yuan('1000.00'),
  parts: { pooledFund: yuan('600.00'), personalAccount: yuan('400.00') },
} as const;

/** 1,000 yuan a month, 600 of them for the pooled fund. */
export const pensionQuote = (...months: Month[]): PensionQuote => ({
  ...common,
  insurance: 'pension',
  total: sum(months.map(() => yuan('1000.00'))),
  lines: months.map((of) => ({ item: 'pension', month: of, ...paidMonth })),
});

const figures = {
  'pooled-unit': { base: yuan('3746.00'), rate: rate('0.03'), amount: yuan('112.38') },
  'pooled-personal': { base: yuan('3746.00'), rate: rate('0.02'), amount: yuan('74.92') },
  'mutual-aid': { base: yuan('18.00'), rate: rate('1'), amount: yuan('18.00') },
  'late-fee': { base: yuan('5.13'), rate: rate('1'), amount: yuan('5.13') },
} as const;
type PooledItem = keyof typeof figures;
export const wholeBundle = ['pooled-unit', 'pooled-personal', 'mutual-aid'] as const;

/** An item of a pooled month as it is stored: 112.38, 74.92 or 18.00 yuan, a late fee 5.13. */
export const receivedItem = (item: PooledItem, n: number) => ({
  item,
  ...figures[item],
  orderId: orderId(n),
});

export const medicalLine = (item: PooledItem, of = may): MedicalLine => ({
  item,
  month: of,
  ...figures[item],
  bundleId: `${personId}:${of}`,
});

/** A pooled month, or the items of it that are still due. */
export const medicalQuote = (...items: PooledItem[]): MedicalQuote =>
  medicalQuoteOf((items.length === 0 ? wholeBundle : items).map((item) => medicalLine(item)));

export const medicalQuoteOf = (lines: MedicalLine[], change: Partial<MedicalQuote> = {}): MedicalQuote => ({
  ...common,
  insurance: 'medical',
  bundles: [...new Set(lines.map((line) => line.month))].map((each) => bundleOf(lines, each)),
  lines,
  total: sum(lines.map(({ amount }) => amount)),
  ...change,
});

/** What makes a month of the lines whole: a pooled month also with the items that have no line. */
const bundleOf = (lines: readonly MedicalLine[], of: Month): QuotedBundle => {
  const items = lines.filter((line) => line.month === of).map(({ item }) => item);
  const scheme = items.includes('with-account') ? 'with-account' : 'pooled';
  const whole = scheme === 'pooled' ? [...new Set([...wholeBundle, ...items])] : items;
  return { bundleId: `${personId}:${of}`, month: of, scheme, items: whole };
};

/** The quote for a bill of all its months. */
export const billedQuote = (quote: MedicalQuote, billId: string): MedicalQuote => ({
  ...quote,
  bundles: quote.bundles.map((each) => ({ ...each, billId })),
});

const receipt = (n: number) =>
  ({
    personId,
    orderId: orderId(n),
    quoteId,
    channel: 'ccb',
    channelTransactionNo: `T${n}`,
    receiptNo: `SD${n}`,
    paidAt: noon,
    fingerprint: `f${n}`,
  }) as const;

type Change<Type extends PaymentEvent['type']> = Partial<DataOf<Type>>;

/** Order `n` has captured a pension month, May 2022, unless changed. */
export const captured = (n: number, change: Change<'PaymentCaptured'> = {}): PaymentEvent => ({
  type: 'PaymentCaptured',
  data: {
    ...receipt(n),
    insurance: 'pension',
    amount: yuan('1000.00'),
    method: 'cash',
    lines: pensionQuote(may).lines,
    ...change,
  },
});

export const suspended = (
  n: number,
  because: DataOf<'ReceiptKeptInSuspense'>['because'],
  change: Change<'ReceiptKeptInSuspense'> = {},
): PaymentEvent => ({
  type: 'ReceiptKeptInSuspense',
  data: { ...receipt(n), insurance: 'pension', amount: yuan('1000.00'), because, ...change },
});

/** Months of order `n` that could not settle while others did; 1,000 yuan in all, unless changed. */
export const monthsSuspended = (
  n: number,
  months: readonly Month[],
  change: Change<'MonthsKeptInSuspense'> = {},
): PaymentEvent => {
  const { amount = yuan('1000.00') } = change;
  return {
    type: 'MonthsKeptInSuspense',
    data: {
      ...receipt(n),
      insurance: 'pension',
      amount,
      because: 'already-paid',
      months: months.map((suspendedMonth) => ({ month: suspendedMonth, amount })),
      ...change,
    },
  };
};

/** The line of order `n` has left suspense; to May 2022, where it pays a month. */
export const suspenseResolved = (
  n: number,
  way: DataOf<'SuspenseResolved'>['way'],
  because: DataOf<'SuspenseResolved'>['because'] = 'already-paid',
): PaymentEvent => {
  const { fingerprint: _, ...resolved } = receipt(n);
  return {
    type: 'SuspenseResolved',
    data: {
      ...resolved,
      line: `SD${n}.${because}`,
      because,
      way,
      insurance: 'pension',
      amount: yuan('1000.00'),
      ...(way === 'obligation' ? { lines: pensionQuote(may).lines } : {}),
      resolvedAt: noon,
      by: 'rule',
    },
  };
};

export const pensionSettled = (n: number, ...months: Month[]): PaymentEvent => ({
  type: 'PensionMonthsSettled',
  data: {
    personId,
    orderId: orderId(n),
    district: '370102',
    months: months.map((of) => ({ month: of, ...paidMonth })),
    total: sum(months.map(() => yuan('1000.00'))),
    paidAt: noon,
  },
});

type Claims = Partial<Record<'endsClaimOf' | 'stillHeldBy', string>>;
export const pensionPaid = (n: number, of = may, claims: Claims = {}): PaymentEvent => ({
  type: 'PensionMonthPaid',
  data: { personId, insurance: 'pension', month: of, orderId: orderId(n), ...claims },
});

const bundle = { personId, insurance: 'medical', month: may, bundleId: `${personId}:2022-05` } as const;

/** Order `n` brought some items of May 2022. */
export const partReceived = (
  n: number,
  items: readonly PooledItem[],
  missing: readonly PooledItem[],
  change: Change<'BundlePartReceived'> = {},
): PaymentEvent => ({
  type: 'BundlePartReceived',
  data: {
    ...bundle,
    orderId: orderId(n),
    items: items.map((item) => receivedItem(item, n)),
    missing,
    receivedAt: noon,
    scheme: 'pooled',
    quotedAt: noon,
    ...change,
  },
});

const account = { base: yuan('3746.00'), rate: rate('0.09'), amount: yuan('337.14') };

/** The single item of the scheme with account, as it is stored: 337.14 yuan. */
export const accountItem = (n: number) =>
  ({ item: 'with-account', ...account, orderId: orderId(n) }) as const;

/** May 2022 under the scheme with account, issued at the instant; with a late fee of 5.13 where billed. */
export const accountQuote = (issuedAt = noon, billId?: string): MedicalQuote => {
  const { bundleId } = bundle;
  const line = { item: 'with-account', month: may, ...account, bundleId } as const;
  const lines: MedicalLine[] = billId === undefined ? [line] : [line, medicalLine('late-fee')];
  const quote = medicalQuoteOf(lines, { issuedAt });
  return billId === undefined ? quote : billedQuote(quote, billId);
};

/** Items of order `n` that no longer belong to May 2022. */
export const itemsSuspended = (n: number, items: readonly PooledItem[]): PaymentEvent => ({
  type: 'ReceivedItemsSuspended',
  data: {
    ...bundle,
    orderId: orderId(n),
    items: items.map((item) => receivedItem(item, n)),
    because: 'scheme-changed',
    suspendedAt: noon,
  },
});

/** Order `n` completed May 2022 with the last of the items. */
export const bundleSettled = (
  n: number,
  items: DataOf<'BundleSettled'>['items'] = wholeBundle.map((item) => receivedItem(item, n)),
  change: Change<'BundleSettled'> = {},
): PaymentEvent => ({
  type: 'BundleSettled',
  data: {
    ...bundle,
    district: '370102',
    scheme: 'pooled',
    items,
    total: yuan('205.30'),
    paidAt: noon,
    orderId: orderId(n),
    ...change,
  },
});

type Kind = 'pension' | 'medical';

export const monthClaimed = (n: number, insurance: Kind, of = may, until = expiry): PaymentEvent => ({
  type: 'MonthClaimed',
  data: { personId, insurance, month: of, orderId: orderId(n), until },
});

export const monthReleased = (n: number, insurance: Kind, of = may): PaymentEvent => ({
  type: 'MonthReleased',
  data: { personId, insurance, month: of, orderId: orderId(n) },
});

/** The same, of which others are told. */
export const monthFreed = (n: number, insurance: Kind, of = may) => {
  const { type, data } = monthReleased(n, insurance, of);
  return { type, data: { ...data, isTold: true } } as PaymentEvent;
};

export const monthReopened = (n: number, insurance: Kind, of = may): PaymentEvent => ({
  type: 'MonthReopened',
  data: { personId, insurance, month: of, orderId: orderId(n) },
});

/** A reversal of order `n` that came before its collection. */
export const earlyReversal = (n: number): PaymentEvent => ({
  type: 'EarlyReversalRecorded',
  data: { orderId: orderId(n), channel: 'ccb', channelTransactionNo: `T${n}`, reversedAt: noon },
});
