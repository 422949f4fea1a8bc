import fc from 'fast-check';
import { day } from '@canbao/calendar';
import { execute, InMemoryEventStore, type Decider, type StoredEvent } from '@canbao/event-sourcing';
import { sum, toFen, yuan, type Yuan } from '@canbao/money';
import { collection, reverse } from '../test/commands';
import {
  book,
  failedLine,
  include,
  item,
  makePack,
  paidLine,
  request,
  terms,
  unknownLine,
} from '../test/debits';
import { may, noon, orderId, pensionQuote, personId } from '../test/fixtures';
import { late, openAtChannel, paid, soon } from '../test/online';
import {
  debitAgreement,
  debitItem,
  debitPack,
  debitResult,
  entriesOf,
  lineOf,
  mayRefund,
  payability,
  paymentOrder,
  paymentOrderEvents,
  receiptMoney,
  refund,
  type AnyPaymentEvent,
  type PaymentEvent,
  type RefundCommand,
} from './index';

/** One month of 1,000 yuan: ordered in a wallet (1), paid at a counter (2), debited by a batch (3). */
const debited = { ...item, itemId: orderId(3) };
const [ofPayer, ofCase] = ['60000000-0000-4000-8000-000000000001', '60000000-0000-4000-8000-000000000002'];
const applicant = 'payer:wechat:payer-1';

/** Everything that can happen to the month, in any order. */
const moves = {
  open: (world: World) => world.pay(openAtChannel(1)),
  placed: (world: World) =>
    world.pay({ type: 'RecordPlaced', orderId: orderId(1), parameters: {}, at: soon }),
  close: (world: World) => world.pay({ type: 'CloseOrder', orderId: orderId(1), at: soon }),
  expire: (world: World) => world.pay({ type: 'ExpireOrder', orderId: orderId(1), at: late }),
  ended: (world: World) =>
    world.pay({ type: 'RecordEnded', orderId: orderId(1), because: 'closed-by-channel', at: late }),
  notice: (world: World) => world.pay(paid(1)),
  'another payment': (world: World) => world.pay(paid(1, { transactionNo: 'W2' })),
  collect: (world: World) => world.pay(collection(2, pensionQuote(may))),
  reverse: (world: World) => world.pay(reverse(2)),
  ask: async (world: World) => {
    await world.run(debitItem, { ...request, itemId: debited.itemId });
    await world.run(debitItem, { ...include, itemId: debited.itemId });
  },
  packed: (world: World) => world.run(debitPack, makePack('pension', debited)),
  'debit taken': (world: World) => world.run(debitResult, book(paidLine, debited)),
  'debit failed': (world: World) => world.run(debitResult, book(failedLine, debited)),
  'debit unknown': (world: World) => world.run(debitResult, book(unknownLine, debited)),
  'debit void': (world: World) =>
    world.run(debitResult, { type: 'VoidItem', ...debited, said: '94999', at: noon }),
  apply: (world: World) => world.run(refund, applied(ofPayer, applicant)),
  case: (world: World) => world.run(refund, applied(ofCase, 'case')),
  'case over': (world: World) =>
    world.run(refund, { type: 'EndRefundCase', personId, insurance: 'pension', month: may }),
  withdraw: (world: World) => world.refunds({ type: 'WithdrawRefund', by: applicant, at: soon }),
  review: (world: World) =>
    world.refunds({ type: 'ApproveRefund', by: 'operator:1', role: 'operator', at: soon }),
  decide: (world: World) => world.refunds({ type: 'ApproveRefund', by: 'hrss:1', role: 'hrss', at: soon }),
  refuse: (world: World) =>
    world.refunds({ type: 'RejectRefund', by: 'tax-desk:1', role: 'tax-desk', reason: 'no', at: soon }),
  unposted: (world: World) => world.refunds({ type: 'NoteUnposted', month: may, was: 'reversed', at: soon }),
  send: (world: World, n: number) =>
    world.refunds({
      type: 'BeginPayout',
      orderId: orderId(n),
      way: n === 2 ? 'counter' : 'channel',
      at: soon,
    }),
  refunded: (world: World) =>
    world.channelSays({ status: 'refunded', refundedAt: soon, channelRefundNo: 'R1' }),
  abnormal: (world: World) => world.channelSays({ status: 'abnormal', channelRefundNo: 'R1' }),
  'closed there': (world: World) => world.channelSays({ status: 'closed' }),
  'paid out': (world: World) => world.refunds({ ...payout, channel: 'ccb', payoutNo: 'P1' }),
  'by hand': (world: World) => world.refunds({ ...payout, payoutNo: 'H1' }),
  'out of suspense': (world: World) => world.leaveSuspense(),
} as const;
const payout = { type: 'ConfirmPayout', amount: yuan('1000.00'), paidOutAt: soon, at: soon } as const;
const applied = (refundId: string, by: string): RefundCommand => ({
  type: 'ApplyForRefund',
  refundId,
  personId,
  insurance: 'pension',
  months: [may],
  because: 'death',
  by,
});
type WithoutId<Command> = Command extends { readonly refundId: string } ? Omit<Command, 'refundId'> : never;
type ChannelSays = Extract<RefundCommand, { type: 'NoteChannelRefund' }>['state'];

class World {
  readonly store = new InMemoryEventStore();

  async events(): Promise<(PaymentEvent & StoredEvent)[]> {
    return (await this.store.readAfter(0n, 100_000)).filter(paymentOrderEvents.has);
  }
  async run<Command, State, Event extends { readonly type: string; readonly data: object }>(
    decider: Decider<Command, State, Event, string>,
    command: Command,
  ): Promise<void> {
    await execute(this.store, decider as never, command as never, {
      subject: personId,
      recordedAt: soon,
      metadata: { actor: 'spec' },
    });
  }
  pay(command: Parameters<typeof paymentOrder.decide>[0]): Promise<void> {
    return this.run(paymentOrder, command);
  }
  /** Of every refund that there is. */
  async refunds(command: WithoutId<RefundCommand>): Promise<void> {
    for (const { type, data } of await this.events())
      if (type === 'RefundApplied' || type === 'SuspenseRefundOpened')
        await this.run(refund, { ...command, refundId: data.refundId } as RefundCommand);
  }
  async channelSays(state: ChannelSays): Promise<void> {
    for (const { type, data } of await this.events())
      if (type === 'RefundSendingBegun') {
        const { refundId, refundNo } = data;
        await this.run(refund, { type: 'NoteChannelRefund', refundId, refundNo, state, at: soon });
      }
  }
  async leaveSuspense(): Promise<void> {
    for (const event of await this.events()) {
      const line = lineOf(event);
      if (line === undefined || !('orderId' in event.data)) continue;
      await this.pay({
        type: 'ResolveSuspense',
        orderId: event.data.orderId,
        line: line.id,
        personId,
        at: late,
      });
    }
  }
}

const fenIn = (events: readonly PaymentEvent[], accounts: RegExp): bigint =>
  toFen(
    sum(
      events
        .flatMap(entriesOf)
        .filter(({ account }) => accounts.test(account))
        .map(amountOf),
    ),
  );
const amountOf = ({ amount }: { readonly amount: Yuan }): Yuan => amount;

/** By order, fen that came and fen that went, as the events of the money themselves say. */
const movedBy = (events: readonly PaymentEvent[]): Map<string, { came: bigint; went: bigint }> => {
  const moved = new Map<string, { came: bigint; went: bigint }>();
  const of = (id: string) => {
    const known = moved.get(id) ?? { came: 0n, went: 0n };
    moved.set(id, known);
    return known;
  };
  for (const { type, data } of events) {
    if (type === 'PaymentCaptured' || type === 'ReceiptKeptInSuspense')
      of(data.orderId).came += toFen(data.amount) + toFen(data.inSuspense?.amount ?? yuan('0.00'));
    if (type === 'UnidentifiedReceiptKept') of(data.orderId).came += toFen(data.amount);
    if (type === 'SuspenseResolved' && data.way === 'gone') of(data.orderId).went += toFen(data.amount);
    if (type === 'RefundLeft' || type === 'CollectionReversed') of(data.orderId).went += toFen(data.amount);
  }
  return moved;
};

/** How often each kind of event has happened in all plays. */
const reached = new Map<string, number>();
const step = fc.record({
  move: fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])),
  n: fc.integer({ min: 1, max: 3 }),
});
/** As a rule nothing; or money that a closed order or a reversed number brings all the same. */
const beginnings: readonly (readonly (keyof typeof moves)[])[] = [
  [],
  [],
  ['open', 'ended', 'notice', 'out of suspense'],
  ['reverse', 'collect', 'out of suspense'],
  ['ask', 'packed', 'collect', 'reverse'],
];
/** Half of the way is walked straight, so that refunds come to their end. */
const straight: readonly (keyof typeof moves)[] = ['review', 'decide', 'unposted', 'send'];
const play = async (steps: readonly { readonly move: keyof typeof moves; readonly n: number }[]) => {
  const world = new World();
  for (const insurance of terms.insurances)
    await world.run(payability, {
      type: 'NoteFact',
      fact: {
        type: 'EnrolmentNoted',
        data: { personId, insurance, district: '370102', from: day('2022-01-01') },
      },
    });
  await world.run(debitAgreement, { type: 'SignAgreement', ...terms, at: noon });
  const { agreementId, protocolNo } = terms;
  await world.run(debitAgreement, { type: 'NoteVerification', personId, agreementId, protocolNo, at: noon });
  for (const { move, n } of steps) {
    await (moves[move] as (of: World, n: number) => Promise<void>)(world, n);
    await expectAnswered(world);
  }
  const all = (await world.store.readAfter(0n, 100_000)) as readonly unknown[] as AnyPaymentEvent[];
  expectOneAttempt(all);
  const events = await world.events();
  for (const { type, data } of all) {
    const end = type === 'SuspenseResolved' ? `${type} to ${data.way}` : type;
    reached.set(end, (reached.get(end) ?? 0) + 1);
  }
  return events;
};
/** Whether the month can be refunded is answered as an application would be. */
const expectAnswered = async ({ store }: World): Promise<void> => {
  const { answer, conditions } = await mayRefund(store, { personId, insurance: 'pension', month: may });
  const tried = await dryRun(store, applied(another, applicant));
  expect([answer, conditions[0]?.code]).toEqual(tried === undefined ? ['yes', undefined] : ['no', tried]);
};
const another = '60000000-0000-4000-8000-000000000003';
/** The reason against an application, from a store that keeps nothing of it. */
const dryRun = async (store: InMemoryEventStore, command: RefundCommand): Promise<string | undefined> => {
  const trial = {
    load: (streams: readonly string[]) => store.load(streams),
    append: () => Promise.resolve({ outcome: 'appended', events: [] }),
  };
  const tried = await execute(trial as never, refund, command, {
    subject: personId,
    recordedAt: soon,
    metadata: { actor: 'spec' },
  });
  return tried.outcome === 'rejected' ? tried.reason : undefined;
};

/** At most one order at its channel or item of a batch can be paid for the month at any time. */
const expectOneAttempt = (events: readonly AnyPaymentEvent[]): void => {
  const live = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'OrderOpened') live.add(data.orderId);
    if (type === 'DebitItemReady') live.add(data.itemId);
    if (type === 'ChannelOrderEnded' || type === 'PaymentCaptured' || type === 'ReceiptKeptInSuspense')
      live.delete(data.orderId);
    if (type === 'DebitItemLeftOut' || type === 'DebitItemFailed' || type === 'DebitItemVoided')
      live.delete(data.itemId);
    expect(live.size).toBeLessThanOrEqual(1);
  }
};

/** The papers of all receipts say where the books have the money. */
const expectPapers = (events: readonly (PaymentEvent & StoredEvent)[]): void => {
  const moved = movedBy(events);
  const papers = [...moved.keys()].map((orderId) => receiptMoney(events, orderId));
  expect(papers.map(({ received }) => toFen(received))).toEqual([...moved.values()].map(({ came }) => came));
  const lines = papers.flatMap((paper) => paper.lines);
  const said = (...states: readonly string[]): bigint =>
    toFen(sum(lines.filter(({ state }) => states.includes(state)).map(amountOf)));
  expect(said('in-suspense')).toBe(-fenIn(events, /^2901\./));
  expect(said('settled', 'refund-under-way')).toBe(-fenIn(events, /^(2101|2902)\./));
  const went = [...moved.values()].reduce((total, each) => total + each.went, 0n);
  expect(said('refunded', 'reversed')).toBe(went);
};
const expectSound = (events: readonly (PaymentEvent & StoredEvent)[]): void => {
  expectPapers(events);
  for (const event of events)
    expect([event.type, sum(entriesOf(event).map(amountOf))]).toEqual([event.type, '0.00']);
  const moved = [...movedBy(events).values()];
  for (const { came, went } of moved) expect(went <= came).toBe(true);
  const held = moved.reduce((total, { came, went }) => total + came - went, 0n);
  const byHand = events.flatMap(({ type, data }) =>
    type === 'RefundLeft' && data.way === 'other' ? [data.amount] : [],
  );
  expect(fenIn(events, /^1003\./)).toBe(-toFen(sum(byHand)));
  expect(fenIn(events, /^100[13]\./)).toBe(held);
  const inFunds = -fenIn(events, /^2101\./);
  expect([0n, 100_000n]).toContain(inFunds);
  expect(fenIn(events, /^2901\./) <= 0n).toBe(true);
  expect(fenIn(events, /^2902\./) <= 0n).toBe(true);
};

describe('closing, refund, reversal, debit and notice in any order', () => {
  it('pay a month once, give each fen back once, and leave nothing unexplained', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => expectSound(await play(steps))),
      { numRuns: 150 },
    );
  }, 120_000);

  it('do so where every payment meets every way back', async () => {
    const ways = fc.shuffledSubarray(
      ['refunded', 'abnormal', 'closed there', 'paid out', 'by hand', 'send'] as const,
      {
        minLength: 2,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(
          ['open', 'notice', 'collect', 'ask', 'packed', 'debit taken', 'another payment'] as const,
          { minLength: 3 },
        ),
        fc.shuffledSubarray(
          [
            'reverse',
            'close',
            'debit failed',
            'debit void',
            'apply',
            'case',
            'withdraw',
            'out of suspense',
          ] as const,
          {
            minLength: 2,
          },
        ),
        ways,
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(...beginnings),
        async (payments, wishes, backs, n, beginning) => {
          const all = [
            ...beginning,
            ...payments,
            'apply' as const,
            ...wishes,
            ...straight,
            ...backs,
            ...wishes,
            ...straight,
            ...backs,
          ];
          expectSound(
            await play(
              all.flatMap((move) => (move === 'send' ? [1, 2, 3] : [n]).map((of) => ({ move, n: of }))),
            ),
          );
        },
      ),
      { numRuns: 250 },
    );
  }, 120_000);

  it('have come to every end of a refund, a reversal and a debit', () => {
    const ends = [
      'CollectionReversed',
      'DebitItemFailed',
      'DebitItemVoided',
      'OrderClosing',
      'ReceiptKeptInSuspense',
      'RefundAbnormal',
      'RefundClosedByChannel',
      'RefundConflictNoted',
      'RefundJoinedByCase',
      'RefundLeft',
      'SecondPaymentNoted',
      'SuspenseResolved to obligation',
      'SuspenseResolved to back',
      'SuspenseResolved to gone',
    ];
    expect(ends.filter((type) => !reached.has(type))).toEqual([]);
  });
});
