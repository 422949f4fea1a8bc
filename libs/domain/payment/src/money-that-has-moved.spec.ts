import fc from 'fast-check';
import { instant, month, type Instant } from '@canbao/calendar';
import type { PaperLine, QuoteClaims } from '@canbao/contracts';
import type { StoredEvent } from '@canbao/event-sourcing';
import { fromFen, negate, sum, toFen, yuan, type Yuan } from '@canbao/money';
import { CounterBook, digests, type Sent } from '../test/counter-book';
import { accountQuote, medicalLine, medicalQuoteOf, pensionQuote, wholeBundle } from '../test/fixtures';
import { entriesOf, receiptMoney, type PaymentEvent } from './index';

/** Milliseconds later, at +08:00. */
const later = (from: Instant, milliseconds: number): Instant =>
  instant(new Date(Date.parse(from) + milliseconds + 8 * 3_600_000).toISOString().replace('Z', '+08:00'));

const sixMonths = ['01', '02', '03', '04', '05', '06'].map((number) => month(`2022-${number}`));
const minute = 60_000;
const start = instant('2022-05-18T23:40:00.000+08:00');

const quotes = {
  may: pensionQuote(month('2022-05')),
  sixMonths: pensionQuote(...sixMonths),
  wholeMonths: medicalQuoteOf(
    sixMonths.flatMap((each) => wholeBundle.map((item) => medicalLine(item, each))),
  ),
  wholeMay: medicalQuoteOf(wholeBundle.map((item) => medicalLine(item))),
  aid: medicalQuoteOf([medicalLine('mutual-aid')]),
  account: accountQuote(),
  billed: accountQuote(start, 'bill-1'),
};
const quote = fc
  .record({ name: fc.constantFrom(...(Object.keys(quotes) as (keyof typeof quotes)[])), age: fc.nat(2) })
  .map(({ name, age }) => ({ name, issuedAgoMs: age * 10 * minute }));

const paidAt = fc.constantFrom(
  0,
  0,
  0,
  -minute,
  5 * minute,
  5 * minute + 1,
  -5 * minute,
  -15 * minute,
  -24 * 60 * minute,
  40 * minute,
  'midnight' as const,
  '2001' as const,
);
const items = fc.constantFrom(
  undefined,
  undefined,
  ['pooled-unit', 'pooled-personal'] as const,
  ['mutual-aid', 'mutual-aid'] as const,
  ['with-account'] as const,
  ['late-fee'] as const,
  ['pension'] as const,
);
const step = fc.record({
  kind: fc.constantFrom(
    'report',
    'report',
    'report',
    'repeat',
    'unknown',
    'reverse',
    'reverse',
    'open',
    'open',
    'expire',
  ),
  bank: fc.constantFrom('ccb', 'ccb', 'ccb', 'icbc', 'psbc'),
  number: fc.constantFrom('T1', 'T2', 'T3', 'T4'),
  quote,
  paidAt,
  items,
  fault: fc.option(fc.constantFrom('0.01', '999999.99'), { freq: 8 }),
  waitMs: fc.constantFrom(0, 1, minute, 6 * minute, 30 * minute),
  earlier: fc.nat(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const claimsOf = (one: Step, now: Instant): QuoteClaims => {
  const issuedAt = later(now, -one.quote.issuedAgoMs);
  const quoteId = digests.uuidOf(`${one.quote.name} ${issuedAt}`);
  return { ...quotes[one.quote.name], quoteId, issuedAt, expiresAt: later(issuedAt, 30 * minute) };
};

const sentOf = (one: Step, now: Instant): Sent => {
  const claims = claimsOf(one, now);
  const times = {
    midnight: instant('2022-05-19T00:00:00.000+08:00'),
    2001: instant('2001-05-18T12:00:00.000+08:00'),
  };
  const { bank, items: carried, fault } = one;
  const lines = claims.lines.filter(
    ({ item }) => carried === undefined || carried.some((each) => each === item),
  );
  const due = lines.length === 0 ? claims.total : sum(lines.map(({ amount }) => amount));
  return {
    bank,
    quote: one.kind === 'unknown' ? undefined : claims,
    report: {
      quoteToken: one.kind === 'unknown' ? 'forged' : claims.quoteId,
      channelTransactionNo: one.number,
      amount: fault === null ? due : (fault as Yuan),
      paidAt: typeof one.paidAt === 'number' ? later(now, one.paidAt) : times[one.paidAt],
      method: 'cash',
      ...(carried === undefined ? {} : { items: [...carried] }),
    },
  };
};

const play = async (steps: readonly Step[]): Promise<CounterBook> => {
  const book = new CounterBook();
  const sent: Sent[] = [];
  const opened: string[] = [];
  let now = start;
  for (const one of steps) {
    now = later(now, one.waitMs);
    if (one.kind === 'reverse') await book.reverse(one.bank, one.number, now);
    else if (one.kind === 'open') {
      const [orderId, claims] = [digests.uuidOf(`order ${opened.length}`), claimsOf(one, now)];
      opened.push(orderId);
      const order = { orderId, payerId: 'payer-1', channel: 'wechat', quote: claims, at: now } as const;
      await book.run({ type: 'OpenOrder', ...order }, now);
    } else if (one.kind === 'expire') {
      for (const orderId of opened) await book.run({ type: 'ExpireOrder', orderId, at: now }, now);
    } else {
      const before = one.kind === 'repeat' ? sent[one.earlier % sent.length] : undefined;
      const next = before ?? sentOf(one, now);
      sent.push(next);
      await book.send(next, now);
    }
  }
  return book;
};

describe('money that has moved, whatever is reported, repeated and reversed in whatever order', () => {
  it('is in the books once and to the fen, in a month or in suspense, until it is given back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const book = await play(steps);
        const events = await book.stored();
        expectBooked(book, events);
        expectReceipts(book, events);
        expectPapers(book, events);
        expectSettledOnce(events);
        expectClaimedOnce(events);
        const conflicts = events.filter(({ type }) => type === 'ConflictingReportReceived');
        expect(conflicts.length).toBe(book.conflicts.size);
        expect(conflicts.flatMap(entriesOf)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

/** What each counter holds is what months and suspense owe; no account has the wrong sign. */
const expectBooked = ({ taken }: CounterBook, events: readonly PaymentEvent[]): void => {
  const balances = new Map<string, bigint>();
  for (const event of events) {
    const entries = entriesOf(event);
    expect(sum(entries.map(({ amount }) => amount))).toBe('0.00');
    for (const { account, amount } of entries)
      balances.set(account, (balances.get(account) ?? 0n) + toFen(amount));
  }
  const held = (channel: string): bigint =>
    [...taken.values()]
      .filter((money) => money.channel === channel && !money.givenBack)
      .reduce((total, { fen }) => total + fen, 0n);
  for (const channel of ['ccb', 'icbc', 'psbc'])
    expect([channel, balances.get(`1001.${channel}`) ?? 0n]).toEqual([channel, held(channel)]);
  expect(balances.get('2900.captured') ?? 0n).toBe(0n);
  const owed = [...balances].filter(([account]) => account.startsWith('2'));
  expect(owed.filter(([, fen]) => fen > 0n)).toEqual([]);
};

/** Every report has one receipt, over the money that was reported. */
const expectReceipts = ({ taken }: CounterBook, events: readonly PaymentEvent[]): void => {
  const receipts = Map.groupBy(
    events.flatMap(({ type, data }) => ('receiptNo' in data ? [{ type, ...data }] : [])),
    ({ orderId }) => orderId,
  );
  expect(receipts.size).toBe(taken.size);
  for (const { orderId, fen } of taken.values()) {
    const own = receipts.get(orderId) ?? [];
    expect(new Set(own.map(({ receiptNo }) => receiptNo)).size).toBe(1);
    expect(sum(own.map(({ amount }) => amount))).toBe(fromFen(fen));
    const [first, ...months] = own;
    expect(months.every(({ type }) => type === 'MonthsKeptInSuspense')).toBe(true);
    const rest = first !== undefined && 'inSuspense' in first ? first.inSuspense.amount : yuan('0.00');
    expect(sum(months.map(({ amount }) => amount))).toBe(rest);
  }
};

/** The lines of all papers, by where they say that the money is, are the balances of the books. */
const expectPapers = ({ taken }: CounterBook, events: readonly (PaymentEvent & StoredEvent)[]): void => {
  const orders = [...taken.values()];
  const papers = orders.map(({ orderId }) => receiptMoney(events, orderId));
  expect(papers.map(({ received }) => received)).toEqual(orders.map(({ fen }) => fromFen(fen)));
  const isReversed = papers.map(({ state }) => state === 'reversed');
  expect(isReversed).toEqual(orders.map(({ givenBack }) => givenBack));
  const lines = papers.flatMap((paper) => paper.lines);
  const said = (state: PaperLine['state']) =>
    sum(lines.filter((line) => line.state === state).map(({ amount }) => amount));
  const entries = events.flatMap(entriesOf);
  const booked = (accounts: RegExp) =>
    negate(sum(entries.filter(({ account }) => accounts.test(account)).map(({ amount }) => amount)));
  expect(said('settled')).toBe(booked(/^2[12]01/));
  expect(said('waiting')).toBe(booked(/incomplete-bundle/));
  expect(said('in-suspense')).toBe(booked(/^2901(?!.*incomplete-bundle)/));
};

/** No month has two orders whose settlements stand, at any moment of the history. */
const expectSettledOnce = (events: readonly PaymentEvent[]): void => {
  const standing = new Map<string, string>();
  const settle = (key: string, orderId: string): void => {
    expect([key, standing.get(key)]).toEqual([key, undefined]);
    standing.set(key, orderId);
  };
  for (const { type, data } of events) {
    if (type === 'BundleSettled') {
      settle(`medical-${data.month}`, data.orderId);
      expect(sum(data.items.map(({ amount }) => amount))).toBe(data.total);
      expect(new Set(data.items.map(({ item }) => item)).size).toBe(data.items.length);
    }
    if (type === 'PensionMonthsSettled')
      for (const settled of data.months) settle(`pension-${settled.month}`, data.orderId);
    if (type === 'SettlementReversed')
      for (const each of data.months) {
        const key = `${data.insurance}-${each}`;
        if (standing.get(key) === data.orderId) standing.delete(key);
      }
  }
};

/** No two online orders hold a month at the same time. */
const expectClaimedOnce = (events: readonly (PaymentEvent & { readonly recordedAt: Instant })[]): void => {
  const holders = new Map<string, { readonly orderId: string; readonly until: Instant }>();
  for (const { type, data, recordedAt } of events) {
    if (type === 'OrderClosed')
      for (const [key, { orderId }] of holders) if (orderId === data.orderId) holders.delete(key);
    if (type !== 'OrderOpened') continue;
    for (const { month: claimed } of data.lines) {
      const key = `${data.insurance}-${claimed}`;
      const { orderId = data.orderId, until = recordedAt } = holders.get(key) ?? {};
      expect([key, until > recordedAt ? orderId : data.orderId]).toEqual([key, data.orderId]);
      holders.set(key, { orderId: data.orderId, until: data.payBy });
    }
  }
};
