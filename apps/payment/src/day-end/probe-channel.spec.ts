import { day, instant, month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import {
  orderNoOf,
  paymentOrder,
  type ChannelState,
  type OnlineChannel,
  type PaymentCommand,
  type PaymentEvent,
} from '@canbao/domain-payment';
import { execute, fold, InMemoryEventStore, type Placed } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';
import type { Commands } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import type { Difference } from './differences';
import { probeChannel } from './probe-channel';

const personId = '10000000-0000-4000-8000-000000000001';
const orderId = (n: number): string => `30000000-0000-4000-8000-00000000000${n}`;
const at = (time: string) => instant(`2022-05-18T${time}.000+08:00`);
const [noon, soon, late] = [at('12:00:00'), at('12:01:00'), at('13:00:00')];
const may = month('2022-05');

const quote = {
  payerId: 'payer-1',
  quoteId: '20000000-0000-4000-8000-000000000001',
  personId,
  insurance: 'pension',
  district: '370102',
  total: yuan('1000.00'),
  lines: [
    {
      item: 'pension',
      month: may,
      base: yuan('5000.00'),
      rate: rate('0.20'),
      amount: yuan('1000.00'),
      parts: { pooledFund: yuan('600.00'), personalAccount: yuan('400.00') },
    },
  ],
  issuedAt: noon,
  expiresAt: at('12:30:00'),
  certificateHash: 'none',
} as const satisfies QuoteClaims;

/** Orders of the time before a claim lasted until the channel had closed the order: theirs lapse. */
const asBefore: typeof paymentOrder = {
  ...paymentOrder,
  decide: (command, state) => {
    const outcome = paymentOrder.decide(command, state);
    return outcome.accepted ? { ...outcome, events: outcome.events.map(lapsing) } : outcome;
  },
};
const lapsing = (placed: Placed<PaymentEvent>): Placed<PaymentEvent> => {
  const { event } = placed;
  if (event.type !== 'MonthClaimed') return placed;
  const { untilClosed: _, ...data } = event.data;
  return { ...placed, event: { ...event, data } };
};

/** The deciders over a store in memory. */
class Desk {
  readonly store = new InMemoryEventStore();
  readonly commands = {
    act: (actor: string, subject: string, decider: typeof paymentOrder, command: PaymentCommand) =>
      execute(this.store, decider, command, { subject, recordedAt: late, metadata: { actor } }),
  } as unknown as Commands;

  async does(command: PaymentCommand, decider: typeof paymentOrder = paymentOrder): Promise<void> {
    const executed = await this.commands.act('spec', personId, decider as never, command);
    expect(executed).toMatchObject({ outcome: 'accepted' });
  }
  async order(n: number) {
    const streams = [`order-${orderId(n)}`];
    return fold(paymentOrder, streams, await this.store.load(streams));
  }
}

/** The channel's statement has the money of the first order, and our books do not. */
const found: Difference = {
  id: '1',
  channel: 'wechat',
  day: day('2022-05-18'),
  kind: 0,
  key: 'W1',
  class: 'channel-only',
  theirs: '100000',
  ours: null,
  orderNo: orderNoOf(orderId(1)),
  at: soon,
  orderId: null,
  personId: null,
  statementId: '1',
  line: 1,
  caseId: 'case-1',
  proof: null,
  reference: null,
  proofFen: null,
  foundAt: late,
};
const says = (state: ChannelState): Channels =>
  new Channels({ wechat: { query: async () => state } as unknown as OnlineChannel });
const paid = {
  status: 'paid',
  orderNo: orderNoOf(orderId(1)),
  transactionNo: 'W1',
  amount: yuan('1000.00'),
  paidAt: soon,
} as const satisfies ChannelState;

describe('the probe of a break', () => {
  const open = { type: 'OpenOrder', payerId: 'payer-1', channel: 'wechat', quote } as const;
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.does({ ...open, orderId: orderId(1), payerReference: 'openid-1', at: noon }, asBefore);
    // The first order's time is over, so that the second one has the month.
    const quoted = { ...quote, issuedAt: late, expiresAt: at('13:30:00') };
    await desk.does({ ...open, orderId: orderId(2), quote: quoted, at: late });
  });

  it('that finds the money of an order books it, and closes the other order for the month', async () => {
    expect(await probeChannel(desk.commands, says(paid))(found, late)).toBe('booked');
    expect(await desk.order(1)).toMatchObject({ status: 'paid' });
    expect(await desk.order(2)).toMatchObject({ status: 'closed' });
    expect((await desk.store.readAfter(0n, 100)).at(-1)).toMatchObject({
      type: 'OrderClosed',
      data: { orderId: orderId(2), because: 'paid-elsewhere' },
      metadata: { actor: 'day-end' },
    });
  });

  it.each<[string, ChannelState]>([
    ['says that nothing was paid', { status: 'not-paid' }],
    ['does not answer', { status: 'unknown' }],
    ['says another amount than its statement', { ...paid, amount: yuan('999.00') }],
    ['says another payment than its statement', { ...paid, transactionNo: 'W2' }],
  ])('books and closes nothing where the channel %s', async (_, state) => {
    expect(await probeChannel(desk.commands, says(state))(found, late)).not.toBe('booked');
    expect((await desk.order(1)).receiptNo).toBeUndefined();
    expect(await desk.order(2)).toMatchObject({ status: 'open' });
  });
});
