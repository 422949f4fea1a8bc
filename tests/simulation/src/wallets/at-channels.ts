import { hash } from 'node:crypto';
import {
  admitChannelPayment,
  contactChannel,
  isOnline,
  orderIdOf,
  ordersPaidElsewhere,
  paymentOrder,
  paymentOrderEvents,
  placeAtChannel,
  secondsUntilNext,
  subjectOf,
  type ChannelPayment,
  type Contacted,
  type Digests,
  type OnlineChannel,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from '@canbao/domain-payment';
import type { MiniProgram } from '@canbao/contracts';
import { fold } from '@canbao/event-sourcing';
import { uuidOf } from '@canbao/service-kit';
import type { Instance } from '../running';
import { payments } from '../mistaken-payments';
import type { Setting } from '../setting';
import type { Tables } from '../tables';
import { mistakenContact, mistakenWallet } from './mistaken-wallets';

const digests: Digests = { uuidOf, digestOf: (text) => hash('sha256', text) };

/** An order that can be paid at its channel. */
interface OrderAtChannel {
  readonly orderId: string;
  readonly phase: 'placing' | 'placed' | 'closing';
}

/** The orders that can be paid at their channels, as the read model of payment has them. */
export const ordersAtChannels = ({ streams }: Tables): OrderAtChannel[] =>
  [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('order-')) return [];
    const [first, ...later] = events.filter(paymentOrderEvents.has);
    if (first?.type !== 'OrderOpened' || first.data.atChannel === undefined) return [];
    const phase = later.reduce<OrderAtChannel['phase'] | undefined>(phaseAfter, 'placing');
    return phase === undefined ? [] : [{ orderId: first.data.orderId, phase }];
  });

const phaseAfter = (
  phase: OrderAtChannel['phase'] | undefined,
  { type, data }: PaymentEvent,
): OrderAtChannel['phase'] | undefined => {
  switch (type) {
    case 'OrderPlaced':
      return 'placed';
    case 'OrderClosing':
    case 'OrderClosed':
      return phase === undefined ? undefined : 'closing';
    case 'ChannelOrderEnded':
      return undefined;
    case 'PaymentCaptured':
    case 'ReceiptKeptInSuspense':
      return isOnline(data.channel) ? undefined : phase;
    default:
      return phase;
  }
};

/** The published steps, a hundred times as fast: an hour of waiting shows nothing more. */
const waitMs = (asked: number): number => secondsUntilNext(asked) * 10;

/** Takes the orders whose channels are to be asked now. */
const dueOrders = ({ tables, scheduler, questions }: Setting): string[] =>
  ordersAtChannels(tables.payment).flatMap(({ orderId, phase }) => {
    const found = questions.get(orderId);
    const now = scheduler.nowMs;
    const row =
      found?.phase === phase
        ? found
        : { phase, asked: 0, dueMs: phase === 'closing' ? now : now + waitMs(0) };
    const isDue = row.dueMs <= now;
    questions.set(orderId, isDue ? { phase, asked: row.asked + 1, dueMs: now + waitMs(row.asked + 1) } : row);
    return isDue ? [orderId] : [];
  });

/** Asks the channels about orders, as the job of payment does. */
export const askChannels = async (setting: Setting, instance: Instance): Promise<void> => {
  for (;;) {
    await setting.scheduler.sleep(instance.process, setting.pollMs);
    for (const orderId of dueOrders(setting)) await ask(setting, instance, orderId);
  }
};

/** Places an order that has just been stored. */
export const place = async (setting: Setting, instance: Instance, orderId: string): Promise<void> => {
  const { opened, atChannel } = await stateOf(instance, orderId);
  if (opened === undefined || atChannel?.phase !== 'placing') return;
  const channel = channelOf(setting, instance, opened.channel as MiniProgram);
  const contacted = await placeAtChannel(channel, { opened, atChannel }, setting.clock.now());
  await record(setting, instance, orderId, contacted);
};

/** Asks how an order stands and does what follows; false while nobody knows. */
export const ask = async (setting: Setting, instance: Instance, orderId: string): Promise<boolean> => {
  for (let step = 0; step < 3; step += 1) {
    const { opened, atChannel } = await stateOf(instance, orderId);
    if (opened === undefined) return false;
    const channel = channelOf(setting, instance, opened.channel as MiniProgram);
    const answered = await contactChannel(channel, { opened, atChannel }, setting.clock.now());
    const contacted = mistakenContact(setting.bugs, orderId, answered, setting.clock.now());
    const hasChanged = await record(setting, instance, orderId, contacted);
    if (contacted.means === 'unknown') return false;
    if (!hasChanged || contacted.means !== 'command' || contacted.command.type !== 'ExpireOrder') return true;
  }
  return true;
};

/** Asks about an order by its number, also where it is none of ours. */
export const askAbout = async (
  setting: Setting,
  instance: Instance,
  name: MiniProgram,
  orderNo: string,
): Promise<boolean> => {
  const orderId = orderIdOf(orderNo);
  if (orderId !== undefined && (await stateOf(instance, orderId)).opened?.channel === name)
    return ask(setting, instance, orderId);
  const state = await channelOf(setting, instance, name).query(orderNo);
  if (state.status === 'unknown') return false;
  if (state.status === 'paid') await recordPayment(setting, instance, name, state);
  return true;
};

/** Books money that the channel itself tells of: in an answer, or on its bill. */
export const recordPayment = async (
  setting: Setting,
  instance: Instance,
  channel: MiniProgram,
  payment: ChannelPayment,
): Promise<boolean> => {
  const { clock, bugs } = setting;
  const command = admitChannelPayment(channel, payment, clock.now(), digests);
  const events = await act(setting, instance, command);
  for (const orderId of ordersPaidElsewhere(events)) {
    const closing = { type: 'ClosePaidElsewhere', orderId, at: clock.now() } as const;
    if (bugs.leavesOrdersOpen !== true) await act(setting, instance, closing);
  }
  return events.length > 0;
};

const record = async (
  setting: Setting,
  instance: Instance,
  orderId: string,
  contacted: Contacted,
): Promise<boolean> => {
  if (contacted.means === 'command') return (await act(setting, instance, contacted.command)).length > 0;
  if (contacted.means !== 'paid') return false;
  const { opened } = await stateOf(instance, orderId);
  return recordPayment(setting, instance, opened?.channel as MiniProgram, contacted.payment);
};

const act = async (
  { bugs }: Setting,
  { commands }: Instance,
  command: PaymentCommand,
): Promise<readonly PaymentEvent[]> => {
  const subject = subjectOf(command.orderId);
  const executed = await commands.act('ask-channels', subject, payments(bugs), command);
  return executed.outcome === 'accepted' ? executed.events : [];
};

const channelOf = (setting: Setting, { process }: Instance, name: MiniProgram): OnlineChannel => {
  const { wallets, bugs, scheduler } = setting;
  return mistakenWallet(bugs, wallets.seenBy(process, name), () => scheduler.uuid()) as OnlineChannel;
};

const stateOf = async ({ connection }: Instance, orderId: string): Promise<PaymentState> => {
  const streams = [`order-${orderId}`];
  return fold(paymentOrder, streams, await connection.load(streams));
};
