import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import {
  admitChannelPayment,
  contactChannel,
  orderIdOf,
  paymentOrder,
  placeAtChannel,
  subjectOf,
  type ChannelPayment,
  type Contacted,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from '@canbao/domain-payment';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Commands, ServiceLog } from '@canbao/service-kit';
import type { Channel } from '@canbao/vocabulary';
import { closePaidElsewhereAs } from '../http/close-paid-elsewhere';
import { digests } from '../http/admitted';
import { noteAnswer } from '../views/channel-orders.view';
import { Channels } from './channels';

/** Asked, expired, and asked to close: what can follow at once does. */
const stepsMax = 3;

/**
 * Orders at their channels. A channel is called between two commands, never inside one: what was meant is
 * stored before, and what came of it after.
 */
@Injectable()
export class ChannelOrders {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly database: Database,
    private readonly channels: Channels,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {}

  /** Places an order that has just been stored. What the channel does not say now, the job asks for later. */
  async place(orderId: string): Promise<void> {
    const state = await this.stateOf(orderId);
    const channel = state.opened && this.channels.of(state.opened.channel);
    if (state.opened === undefined || channel === undefined || state.atChannel?.phase !== 'placing') return;
    const attempt = { opened: state.opened, atChannel: state.atChannel };
    const contacted = await this.answerOf(() => placeAtChannel(channel, attempt, this.clock.now()));
    await this.record(orderId, state.opened.channel, contacted);
  }

  /** Asks the channel how the order stands, and does what follows from it. False while nobody knows. */
  async ask(orderId: string): Promise<boolean> {
    for (let step = 0; step < stepsMax; step += 1) {
      const { opened, atChannel } = await this.stateOf(orderId);
      const channel = opened && this.channels.of(opened.channel);
      if (opened === undefined || channel === undefined) return false;
      const contacted = await this.answerOf(() =>
        contactChannel(channel, { opened, atChannel }, this.clock.now()),
      );
      const hasChanged = await this.record(orderId, opened.channel, contacted);
      if (contacted.means === 'unknown') return false;
      // What has expired is closed at once.
      if (!hasChanged || contacted.means !== 'command' || contacted.command.type !== 'ExpireOrder')
        return true;
    }
    return true;
  }

  /**
   * Asks about an order by its number at the channel, also where it is none of ours: its money is kept all
   * the same. The message that names it is never trusted with an amount.
   */
  async askAbout(name: string, orderNo: string): Promise<boolean> {
    const orderId = orderIdOf(orderNo);
    if (orderId !== undefined && (await this.stateOf(orderId)).opened?.channel === name)
      return this.ask(orderId);
    const channel = this.channels.of(name);
    if (channel === undefined) return false;
    const state = await channel.query(orderNo).catch(() => ({ status: 'unknown' }) as const);
    // The channel has told of an order, and now knows nothing of it: one of the two is wrong.
    if (state.status !== 'paid' || state.orderNo !== orderNo) return state.status === 'closed';
    await this.recordPayment(name as Channel, state);
    return true;
  }

  /** Money that the channel itself tells of: in an answer to a query, or on its bill. */
  async recordPayment(channel: Channel, payment: ChannelPayment): Promise<readonly PaymentEvent[]> {
    const command = admitChannelPayment(channel, payment, this.clock.now(), digests);
    const events = await this.act(channel, command);
    await closePaidElsewhereAs(this.commands, events, `channel:${channel}`, this.clock.now());
    return events;
  }

  private async record(orderId: string, channel: Channel, contacted: Contacted): Promise<boolean> {
    switch (contacted.means) {
      case 'paid':
        return (await this.recordPayment(channel, contacted.payment)).length > 0;
      case 'command':
        return (await this.act(channel, contacted.command)).length > 0;
      case 'nothing':
        await noteAnswer(this.database, orderId, null);
        return false;
      case 'unknown': {
        await noteAnswer(this.database, orderId, 'unknown');
        const { said } = contacted;
        // A status of the channel that this version does not know is for somebody to look at.
        if (said !== undefined)
          this.log.error(
            { alarm: 'channel-status-unknown', channel, orderId, said },
            'status not understood',
          );
        return false;
      }
    }
  }

  private async act(channel: Channel, command: PaymentCommand): Promise<readonly PaymentEvent[]> {
    const subject = subjectOf(command.orderId);
    const executed = await this.commands.act(`channel:${channel}`, subject, paymentOrder, command);
    return executed.outcome === 'accepted' ? executed.events : [];
  }

  private async answerOf(contact: () => Promise<Contacted>): Promise<Contacted> {
    return contact().catch((error: unknown) => {
      this.log.error({ error: String(error) }, 'a channel’s adapter failed');
      return { means: 'unknown' } as const;
    });
  }

  private async stateOf(orderId: string): Promise<PaymentState> {
    const streams = [`order-${orderId}`];
    return fold(paymentOrder, streams, await this.store.load(streams));
  }
}
