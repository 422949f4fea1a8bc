import { instant, type Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { execute, fold, InMemoryEventStore } from '@canbao/event-sourcing';
import { sum, yuan, type Yuan } from '@canbao/money';
import {
  admitChannelPayment,
  entriesOf,
  orderNoOf,
  paymentOrder,
  type ChannelPayment,
  type OpenOrder,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type RecordChannelPayment,
} from '../src/index';
import { may, noon, orderId, pensionQuote, personId } from './fixtures';

/** A minute after the order was opened. */
export const soon = instant('2022-05-18T12:01:00.000+08:00');
/** After the order's time to pay, on the same day. */
export const late = instant('2022-05-18T13:00:00.000+08:00');

/** A payer opens order `n` at a channel that is connected. */
export const openAtChannel = (n = 1, quote: QuoteClaims = pensionQuote(may)): OpenOrder => ({
  type: 'OpenOrder',
  orderId: orderId(n),
  payerId: 'payer-1',
  channel: 'wechat',
  quote,
  payerReference: 'openid-1',
  at: noon,
});

const digests = { uuidOf: (text: string) => `id of ${text}`, digestOf: (text: string) => text };

/** What the channel says it has taken for order `n`: 1,000 yuan a minute after noon, unless changed. */
export const paid = (n = 1, change: Partial<ChannelPayment> = {}, at: Instant = soon): RecordChannelPayment =>
  admitChannelPayment(
    'wechat',
    {
      orderNo: orderNoOf(orderId(n)),
      transactionNo: `W${n}`,
      amount: yuan('1000.00'),
      paidAt: soon,
      ...change,
    },
    at,
    {
      ...digests,
      uuidOf: (text) => (text.endsWith('|W1') ? orderId(8) : orderId(9)),
    },
  );

/** What is in the books, in yuan by account; accounts at zero are left out. */
export const balances = (events: readonly PaymentEvent[]): Record<string, string> => {
  const sums = new Map<string, Yuan>();
  for (const { account, amount } of events.flatMap(entriesOf))
    sums.set(account, sum([sums.get(account) ?? yuan('0.00'), amount]));
  return Object.fromEntries([...sums].filter(([, amount]) => amount !== '0.00'));
};

/** Orders, months and books in memory. */
export class Book {
  readonly store = new InMemoryEventStore();

  /** @throws Error when the command is rejected. */
  async does(...commands: readonly PaymentCommand[]): Promise<PaymentState> {
    let state: PaymentState | undefined;
    for (const command of commands) {
      const executed = await this.tries(command);
      if (executed.outcome !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
      state = executed.state;
    }
    return state as PaymentState;
  }

  tries(command: PaymentCommand) {
    return execute(this.store, paymentOrder, command, {
      subject: personId,
      recordedAt: noon,
      metadata: { actor: 'spec' },
    });
  }

  async events(): Promise<PaymentEvent[]> {
    return (await this.store.readAfter(0n, 10_000)) as unknown as PaymentEvent[];
  }

  async balances(): Promise<Record<string, string>> {
    return balances(await this.events());
  }

  async stateOf(order: string): Promise<PaymentState> {
    const streams = [`order-${order}`];
    return fold(paymentOrder, streams, await this.store.load(streams));
  }
}
