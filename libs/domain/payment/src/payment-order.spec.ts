import fc from 'fast-check';
import { instant } from '@canbao/calendar';
import type { EventStore } from '@canbao/event-sourcing';
import { execute, InMemoryEventStore } from '@canbao/event-sourcing';
import { fromFen, sum, toFen, yuan } from '@canbao/money';
import { collection, reverse, unitAndPersonal } from '../test/commands';
import {
  accountQuote,
  april,
  captured,
  earlyReversal,
  expiry,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  medicalQuoteOf,
  noon,
  orderId,
  pensionMonth,
  pensionQuote,
  person,
  personId,
  suspended,
  wholeBundle,
} from '../test/fixtures';
import {
  collectionAnswer,
  entriesOf,
  paymentOrder,
  subjectOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './index';

const run = (store: EventStore, command: PaymentCommand) =>
  execute(store, paymentOrder, command, {
    subject: personId,
    recordedAt: noon,
    metadata: { actor: 'spec' },
  });
const eventsIn = async (store: EventStore): Promise<PaymentEvent[]> =>
  (await store.readAfter(0n, 1000)) as unknown as PaymentEvent[];

describe('a command that names only its order', () => {
  it('finds the months to reopen, and they are payable again', async () => {
    const store = new InMemoryEventStore();
    await run(store, collection(1, pensionQuote(may)));
    expect(await run(store, reverse(1))).toMatchObject({
      outcome: 'accepted',
      state: { status: 'reversed' },
    });
    expect(await run(store, collection(2, pensionQuote(may)))).toMatchObject({ state: { status: 'paid' } });
  });
  it('finds that an item has gone into a bundle', async () => {
    const store = new InMemoryEventStore();
    await run(store, collection(1, medicalQuote(), unitAndPersonal));
    await run(store, collection(2, medicalQuote('mutual-aid')));
    expect(await run(store, reverse(1))).toMatchObject({
      outcome: 'rejected',
      reason: 'part-already-settled',
    });
  });
  it('finds the months to release when an order expires', async () => {
    const store = new InMemoryEventStore();
    const open = { type: 'OpenOrder', payerId: 'payer-1', channel: 'wechat', at: noon } as const;
    const quote = pensionQuote(may);
    await run(store, { ...open, orderId: orderId(1), quote });
    await run(store, { type: 'ExpireOrder', orderId: orderId(1), at: expiry });
    expect(await run(store, { ...open, orderId: orderId(2), quote })).toMatchObject({
      outcome: 'accepted',
      state: { status: 'open' },
    });
  });
});

describe('the streams of a command', () => {
  const open = {
    type: 'OpenOrder',
    orderId: orderId(1),
    payerId: 'payer-1',
    channel: 'wechat',
    quote: pensionQuote(april, may),
    at: noon,
  } as const;
  const close = { type: 'CloseOrder', orderId: orderId(1), at: noon } as const;
  const order = `order-${orderId(1)}`;
  it.each<[string, PaymentCommand, string[], boolean]>([
    ['open', open, [order, pensionMonth(april), pensionMonth(may), person], false],
    ['collect', collection(1, medicalQuote()), [order, medicalMonth(may)], true],
    ['close', close, [order], false],
    ['reverse', reverse(1), [order], false],
  ])(
    'to %s are its order, the months of its quote, and the person of an online one',
    (_, command, streams, expectsNewStreams) => {
      expect(paymentOrder.streams(command)).toEqual(streams);
      expect(paymentOrder.expectsNewStreams?.(command)).toBe(expectsNewStreams);
    },
  );
});

describe('the status of an order', () => {
  it('follows its own items, though another order completes the bundle', async () => {
    const store = new InMemoryEventStore();
    expect(await run(store, collection(1, medicalQuote(), unitAndPersonal))).toMatchObject({
      state: { status: 'incomplete', missing: { [may]: ['mutual-aid'] } },
    });
    expect(await run(store, collection(2, medicalQuote('mutual-aid')))).toMatchObject({
      state: { status: 'paid', missing: {} },
    });
  });

  const aid = { items: ['mutual-aid'], amount: yuan('18.00') } as const;
  const stateOf = async (store: EventStore, command: PaymentCommand) => {
    const executed = await run(store, command);
    expect(executed).toMatchObject({ outcome: 'accepted' });
    return (executed as { state: PaymentState }).state;
  };
  it('is paid once another order has completed its bundle, and incomplete again once that is reversed', async () => {
    const store = new InMemoryEventStore();
    const part = collection(1, medicalQuote(), unitAndPersonal);
    expect((await stateOf(store, part)).status).toBe('incomplete');
    await run(store, collection(2, medicalQuote('mutual-aid')));
    expect(await stateOf(store, part)).toMatchObject({ status: 'paid', missing: {} });
    await run(store, reverse(2));
    expect(await stateOf(store, part)).toMatchObject({
      status: 'incomplete',
      missing: { [may]: ['mutual-aid'] },
    });
  });
  it('lists what is missing after the reversal of another part', async () => {
    const store = new InMemoryEventStore();
    const part = collection(1, medicalQuote(), { items: ['pooled-unit'], amount: yuan('112.38') });
    await run(store, part);
    await run(store, collection(2, medicalQuote(), aid));
    expect((await stateOf(store, part)).missing).toEqual({ [may]: ['pooled-personal'] });
    await run(store, reverse(2));
    expect((await stateOf(store, part)).missing).toEqual({ [may]: ['pooled-personal', 'mutual-aid'] });
  });
  it('of two months is incomplete until both bundles are whole', async () => {
    const store = new InMemoryEventStore();
    const both = [april, may].flatMap((each) => wholeBundle.map((item) => medicalLine(item, each)));
    const part = collection(1, medicalQuoteOf(both), { ...aid, amount: yuan('36.00') });
    const rest = (each: typeof may) =>
      medicalQuoteOf([medicalLine('pooled-unit', each), medicalLine('pooled-personal', each)]);
    const missing = ['pooled-unit', 'pooled-personal'];
    expect((await stateOf(store, part)).missing).toEqual({ [april]: missing, [may]: missing });
    await run(store, collection(2, rest(april)));
    expect(collectionAnswer(await stateOf(store, part))).toMatchObject({
      status: 'incomplete',
      missingItems: missing,
      conditions: [{ details: { months: [{ month: may, missingItems: missing }] } }],
    });
    await run(store, collection(3, rest(may)));
    expect((await stateOf(store, part)).status).toBe('paid');
  });
  it('of two months says which money is in suspense since the scheme of one of them changed', async () => {
    const store = new InMemoryEventStore();
    const both = [april, may].flatMap((each) => wholeBundle.map((item) => medicalLine(item, each)));
    const part = collection(1, medicalQuoteOf(both), { ...aid, amount: yuan('36.00') });
    await run(store, part);
    await run(store, collection(2, accountQuote()));
    expect(collectionAnswer(await stateOf(store, part))).toMatchObject({
      status: 'incomplete',
      because: 'scheme-changed',
      inSuspense: '18.00',
      conditions: [{ code: 'scheme-changed' }, { code: 'bundle-incomplete' }],
    });
    const april9 = {
      ...accountQuote(),
      lines: accountQuote().lines.map((line) => ({ ...line, month: april })),
    };
    await run(store, collection(3, medicalQuoteOf(april9.lines)));
    expect(collectionAnswer(await stateOf(store, part))).toEqual({
      status: 'in-suspense',
      because: 'scheme-changed',
      conditions: [expect.objectContaining({ code: 'scheme-changed' })],
    });
  });
});

describe('a decision is about', () => {
  it('the person of its events', () =>
    expect(subjectOf(orderId(1))([captured(1), suspended(1, 'already-paid')])).toBe(personId));
  it('its order while the person is unknown', () =>
    expect(subjectOf(orderId(1))([earlyReversal(1)])).toBe(orderId(1)));
});

describe('whatever arrives in whatever order', () => {
  const step = fc.record({
    n: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom('whole', 'part', 'aid', 'account', 'fee', 'pension', 'both', 'reverse'),
    wrong: fc.boolean(),
  });
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
  const commandOf = ({ n, kind, wrong }: Step): PaymentCommand => {
    if (kind === 'reverse') return reverse(n);
    const quote = {
      whole: medicalQuote(),
      part: medicalQuote(),
      aid: medicalQuote('mutual-aid'),
      account: accountQuote(n > 3 ? noon : instant('2022-05-18T12:10:00.000+08:00')),
      fee: accountQuote(noon, 'bill-1'),
      pension: pensionQuote(may),
      both: pensionQuote(april, may),
    }[kind];
    return collection(n, quote, {
      fingerprint: `${n}-${kind}`,
      ...(kind === 'part' ? unitAndPersonal : {}),
      ...(kind === 'fee' ? { items: ['late-fee'], amount: yuan('5.13') } : {}),
      ...(wrong ? { amount: yuan('1.00') } : {}),
    });
  };

  it('the books balance, hold what the counter took, and a month is settled at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const store = new InMemoryEventStore();
        /** The counter's own book: what it took under each number and has not given back. */
        const taken = new Map<number, bigint>();
        const voided = new Set<number>();
        for (const one of steps) {
          const command = commandOf(one);
          const { outcome } = await run(store, command);
          if (outcome !== 'accepted') continue;
          if (command.type === 'ReverseCollection') {
            if (!taken.has(one.n)) voided.add(one.n);
            taken.set(one.n, 0n);
          } else if (command.type === 'RecordCollection' && (!taken.has(one.n) || voided.delete(one.n)))
            taken.set(one.n, toFen(command.amount));
        }
        const events = await eventsIn(store);
        expectBalance(events, fromFen([...taken.values()].reduce((total, fen) => total + fen, 0n)));
        expectSettledOnce(events);
      }),
      { numRuns: 200 },
    );
  });
});

const expectBalance = (events: readonly PaymentEvent[], taken: string): void => {
  const balances = new Map<string, bigint>();
  for (const event of events) {
    const entries = entriesOf(event);
    expect(sum(entries.map(({ amount }) => amount))).toBe('0.00');
    for (const { account, amount } of entries)
      balances.set(account, (balances.get(account) ?? 0n) + toFen(amount));
  }
  expect(fromFen(balances.get('1001.ccb') ?? 0n)).toBe(taken);
  expect(balances.get('2900.captured') ?? 0n).toBe(0n);
  const liabilities = [...balances].filter(([account]) => account.startsWith('2'));
  expect(liabilities.filter(([, fen]) => fen > 0n)).toEqual([]);
};

/** No month has two orders whose settlements stand, at any moment of the history. */
const expectSettledOnce = (events: readonly PaymentEvent[]): void => {
  const standing = new Map<string, Set<string>>();
  const settledBy = (key: string, orderId: string): void => {
    standing.set(key, (standing.get(key) ?? new Set()).add(orderId));
    expect(standing.get(key)?.size).toBe(1);
  };
  for (const { type, data } of events) {
    if (type === 'BundleSettled') settledBy(`medical-${data.month}`, data.orderId);
    if (type === 'PensionMonthsSettled')
      for (const { month } of data.months) settledBy(`pension-${month}`, data.orderId);
    if (type === 'SettlementReversed')
      for (const month of data.months) standing.get(`${data.insurance}-${month}`)?.delete(data.orderId);
  }
};
