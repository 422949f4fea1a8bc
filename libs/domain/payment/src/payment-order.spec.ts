import fc from 'fast-check';
import { instant, month, type Month } from '@canbao/calendar';
import { rate, sum, yuan } from '@canbao/money';
import type { QuoteClaims } from '@canbao/contracts';
import { execute, InMemoryEventStore } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { paymentOrder, postingsOf, published, type PaymentCommand, type PaymentEvent } from './index';

const [personId, quoteId] = ['10000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001'];
const order = (n: number): string => `30000000-0000-4000-8000-00000000000${n}`;
const noon = instant('2022-05-18T12:00:00+08:00');
const quoteBase = {
  quoteId,
  personId,
  district: '370102',
  issuedAt: noon,
  expiresAt: instant('2022-05-18T12:30:00+08:00'),
  certificateHash: 'x',
} as const;
const may = month('2022-05');

const pensionQuote = (...months: Month[]): QuoteClaims => ({
  ...quoteBase,
  insurance: 'pension',
  total: sum(months.map(() => yuan('1000.00'))),
  lines: months.map((value) => ({
    item: 'pension',
    month: value,
    base: yuan('5000.00'),
    rate: rate('0.20'),
    amount: yuan('1000.00'),
    parts: { pooledFund: yuan('600.00'), personalAccount: yuan('400.00') },
  })),
});
const lines = [
  ['pooled-unit', '112.38'],
  ['pooled-personal', '74.92'],
  ['mutual-aid', '18.00'],
] as const;
const bundleQuote = (...items: string[]): QuoteClaims => {
  const own = lines
    .filter(([item]) => items.length === 0 || items.includes(item))
    .map(([item, amount]) => ({
      item,
      month: may,
      base: yuan('3746.00'),
      rate: rate('0.03'),
      amount: yuan(amount),
      bundleId: `${personId}:2022-05`,
    }));
  return {
    ...quoteBase,
    insurance: 'medical',
    scheme: 'pooled',
    lines: own,
    total: sum(own.map(({ amount }) => amount)),
  };
};
const collected = (n: number, quote: QuoteClaims, change: object = {}): PaymentCommand => ({
  type: 'RecordCollection',
  orderId: order(n),
  quote,
  channel: 'ccb',
  channelTransactionNo: `T${n}`,
  receiptNo: `SD${n}`,
  amount: quote.total,
  paidAt: noon,
  method: 'cash',
  fingerprint: `f${n}`,
  ...change,
});
const decidedBy = (command: PaymentCommand, ...past: PaymentEvent[]): PaymentEvent[] => {
  const outcome = given(paymentOrder, ...past).when(command).outcome;
  if (!outcome.accepted) throw new Error(outcome.reason);
  return outcome.events.map(({ event }) => event);
};
const types = (events: readonly PaymentEvent[]): string[] => events.map(({ type }) => type);
/** What another order sees of these events: its obligations' streams only. */
const obligationsOnly = (events: readonly PaymentEvent[]): PaymentEvent[] =>
  events.filter(({ type }) => /^(Month|PensionMonthPaid|Bundle)/.test(type));

describe('a collection', () => {
  it('settles the pension months it pays, once', () => {
    const events = decidedBy(collected(1, pensionQuote(month('2022-04'), may)));
    expect(types(events)).toEqual([
      'PaymentCaptured',
      'PensionMonthsSettled',
      'PensionMonthPaid',
      'PensionMonthPaid',
    ]);
    expect(decidedBy(collected(1, pensionQuote(month('2022-04'), may)), ...events)).toEqual([]);
  });

  it('settles a pooled month as one event with all three items', () => {
    const events = decidedBy(collected(1, bundleQuote()));
    expect(types(events)).toEqual(['PaymentCaptured', 'BundleSettled']);
    expect(
      events.map(published).filter((event) => event?.type === 'canbao.ledger.BundleSettled.v1'),
    ).toMatchObject([
      {
        data: {
          total: '205.30',
          items: [{ item: 'pooled-unit' }, { item: 'pooled-personal' }, { item: 'mutual-aid' }],
        },
      },
    ]);
  });

  it.each([
    ['amount-differs', 'one fen short', { amount: yuan('999.99') }],
    ['amount-differs', 'one fen over', { amount: yuan('1000.01') }],
    ['quote-expired', 'paid at the instant of expiry', { paidAt: quoteBase.expiresAt }],
  ] as const)('is kept as %s when %s', (because, _, change) => {
    expect(decidedBy(collected(1, pensionQuote(may), change))).toMatchObject([
      { type: 'ReceiptKeptInSuspense', data: { because } },
    ]);
  });

  it('counts until the last millisecond of the quote', () =>
    expect(
      types(decidedBy(collected(1, pensionQuote(may), { paidAt: instant('2022-05-18T12:29:59.999+08:00') }))),
    ).toContain('PensionMonthsSettled'));

  it('is kept as already-paid when another channel was first', () => {
    const first = obligationsOnly(decidedBy(collected(1, pensionQuote(may))));
    expect(decidedBy(collected(2, pensionQuote(may)), ...first)).toMatchObject([
      { type: 'ReceiptKeptInSuspense', data: { because: 'already-paid' } },
    ]);
  });

  it('goes before an online order that is open and unpaid', () => {
    const claimed = obligationsOnly(
      decidedBy({
        type: 'OpenOrder',
        orderId: order(1),
        payerId: 'payer-1',
        channel: 'wechat',
        quote: pensionQuote(may),
        at: noon,
      }),
    );
    expect(types(decidedBy(collected(2, pensionQuote(may)), ...claimed))).toContain('PensionMonthsSettled');
  });

  it('refuses the same transaction number with other content', () => {
    const events = decidedBy(collected(1, pensionQuote(may)));
    given(paymentOrder, ...events)
      .when(collected(1, pensionQuote(may), { fingerprint: 'other' }))
      .thenRejected('transaction-no-reused');
  });
});

describe('a bundle that comes in parts', () => {
  const part = collected(1, bundleQuote(), {
    items: ['pooled-unit', 'pooled-personal'],
    amount: yuan('187.30'),
  });

  it('waits with its money in suspense, and is settled whole when the last item comes', () => {
    const first = decidedBy(part);
    expect(first.at(-1)).toMatchObject({ type: 'BundlePartReceived', data: { missing: ['mutual-aid'] } });
    const second = decidedBy(
      collected(2, bundleQuote('mutual-aid'), { channel: 'tax-desk' }),
      ...obligationsOnly(first),
    );
    expect(second.at(-1)).toMatchObject({ type: 'BundleSettled', data: { total: '205.30' } });
    const suspense = [...first, ...second]
      .flatMap(postingsOf)
      .filter(({ account }) => account.startsWith('2901'))
      .map(({ amount }) => amount);
    expect(sum(suspense)).toBe('0.00');
  });

  it('is whole too when two full quotes each bring a different part', () => {
    const first = obligationsOnly(decidedBy(part));
    expect(
      types(
        decidedBy(collected(2, bundleQuote(), { items: ['mutual-aid'], amount: yuan('18.00') }), ...first),
      ),
    ).toContain('BundleSettled');
  });

  it('keeps a part that repeats an item in suspense', () =>
    expect(
      decidedBy(
        collected(2, bundleQuote(), { items: ['pooled-unit', 'mutual-aid'], amount: yuan('130.38') }),
        ...obligationsOnly(decidedBy(part)),
      ),
    ).toMatchObject([{ type: 'ReceiptKeptInSuspense', data: { because: 'already-paid' } }]));
});

describe('an order', () => {
  const open = {
    type: 'OpenOrder',
    orderId: order(1),
    payerId: 'payer-1',
    channel: 'wechat',
    quote: pensionQuote(may),
    at: noon,
  } as const;
  it('claims its months, so that a second order waits', () => {
    const events = decidedBy(open);
    expect(types(events)).toEqual(['OrderOpened', 'MonthClaimed']);
    given(paymentOrder, ...obligationsOnly(events))
      .when({ ...open, orderId: order(2) })
      .thenRejected('month-in-payment');
  });
  it('cannot be opened at the instant the quote expires', () =>
    given(paymentOrder)
      .when({ ...open, at: quoteBase.expiresAt })
      .thenRejected('quote-expired'));
  it('gives its months free when it closes', () =>
    expect(
      types(
        decidedBy({ type: 'CloseOrder', orderId: order(1), at: noon, obligations: [] }, ...decidedBy(open)),
      ),
    ).toEqual(['OrderClosed', 'MonthReleased']));
});

describe('a reversal', () => {
  const reversal = (at = noon): PaymentCommand => ({
    type: 'ReverseCollection',
    orderId: order(1),
    channel: 'ccb',
    channelTransactionNo: 'T1',
    at,
    obligations: [],
  });
  it('mirrors what was booked, on the same day', () => {
    const paid = decidedBy(collected(1, pensionQuote(may)));
    const back = decidedBy(reversal(instant('2022-05-18T23:59:59.999+08:00')), ...paid);
    const accounts = Map.groupBy([...paid, ...back].flatMap(postingsOf), ({ account }) => account);
    expect([...accounts.values()].map((postings) => sum(postings.map(({ amount }) => amount)))).toEqual(
      [...accounts.values()].map(() => '0.00'),
    );
  });
  it('is too late on the next day', () =>
    given(paymentOrder, ...decidedBy(collected(1, pensionQuote(may))))
      .when(reversal(instant('2022-05-19T00:00:00+08:00')))
      .thenRejected('reversal-too-late'));
  it('that was decided before its original was known finds the months by itself and gives them free', async () => {
    const store = new InMemoryEventStore();
    const said = { subject: personId, recordedAt: noon, metadata: { actor: 'spec' } };
    await execute(store, paymentOrder, collected(1, pensionQuote(may)), said);
    expect(await execute(store, paymentOrder, reversal(), said)).toMatchObject({
      outcome: 'accepted',
      state: { status: 'reversed' },
    });
    expect(await execute(store, paymentOrder, collected(2, pensionQuote(may)), said)).toMatchObject({
      outcome: 'accepted',
      state: { status: 'paid' },
    });
  });
  it('does not take a part out of a whole bundle, though it was decided before the part was known', async () => {
    const store = new InMemoryEventStore();
    const said = { subject: personId, recordedAt: noon, metadata: { actor: 'spec' } };
    await execute(
      store,
      paymentOrder,
      collected(1, bundleQuote(), { items: ['pooled-unit', 'pooled-personal'], amount: yuan('187.30') }),
      said,
    );
    await execute(store, paymentOrder, collected(2, bundleQuote('mutual-aid')), said);
    expect(await execute(store, paymentOrder, reversal(), said)).toMatchObject({
      outcome: 'rejected',
      reason: 'part-already-used',
    });
  });
  it('that comes first makes its late original void', () =>
    expect(decidedBy(collected(1, pensionQuote(may)), ...decidedBy(reversal()))).toMatchObject([
      { type: 'ReceiptKeptInSuspense', data: { because: 'void-by-reversal' } },
    ]));
});

it('balances every event and settles a month at most once, whatever arrives in whatever order', async () => {
  const step = fc.record({
    n: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom('whole', 'part', 'aid', 'pension', 'reverse'),
    wrong: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const store = new InMemoryEventStore();
      const months = new Map<number, string[]>();
      for (const { n, kind, wrong } of steps) {
        const quote =
          kind === 'pension' ? pensionQuote(may) : kind === 'aid' ? bundleQuote('mutual-aid') : bundleQuote();
        const change = {
          fingerprint: `${n}-${kind}`,
          ...(kind === 'part' ? { items: ['pooled-unit', 'pooled-personal'], amount: yuan('187.30') } : {}),
          ...(wrong && kind !== 'reverse' ? { amount: yuan('1.00') } : {}),
        };
        const command: PaymentCommand =
          kind === 'reverse'
            ? {
                type: 'ReverseCollection',
                orderId: order(n),
                channel: 'ccb',
                channelTransactionNo: `T${n}`,
                at: noon,
                obligations: months.get(n) ?? [],
              }
            : collected(n, quote, change);
        if (kind !== 'reverse' && !months.has(n))
          months.set(n, [`obligation-${personId}-${quote.insurance}-2022-05`]);
        await execute(store, paymentOrder, command, {
          subject: personId,
          recordedAt: noon,
          metadata: { actor: 'spec' },
        });
      }
      const events = (await store.readAfter(0n, 1000)) as unknown as PaymentEvent[];
      const balances = new Map<string, bigint>();
      for (const event of events) {
        const postings = postingsOf(event);
        expect(sum(postings.map(({ amount }) => amount))).toBe('0.00');
        for (const { account, amount } of postings)
          balances.set(account, (balances.get(account) ?? 0n) + BigInt(amount.replace('.', '')));
      }
      expect(balances.get('2900.captured') ?? 0n).toBe(0n);
      for (const [account, balance] of balances)
        expect({ account, negative: account.startsWith('1001') ? balance < 0n : balance > 0n }).toEqual({
          account,
          negative: false,
        });
      const settled =
        events.reduce((live, { type }) => live + (type === 'BundleSettled' ? 1 : 0), 0) -
        events.filter(
          (event) =>
            event.type === 'CollectionReversed' &&
            event.data.wasSettled &&
            event.data.insurance === 'medical',
        ).length;
      expect(settled).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
