import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { nextStep, refund, type RefundWay } from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { isCounter, type Channel } from '@canbao/vocabulary';
import { Channels } from '../channels/channels';
import { DebitConnection } from '../debit/connection';
import { DebitCredits } from '../debit/debit-credits';
import { storedRefund } from '../http/stored-refund';
import { leaseDueLegs } from '../views/refunds.view';

const job = 'send-refunds';
/** Configuration. */
const everyMs = 1_000;
/** Configuration: refunds in progress at once. */
const atOnceMax = 50;
/** A number is stored, then sent, then asked about: what can follow at once does. */
const stepsMax = 3;

/**
 * Sends the refunds that their bureau has cleared and asks about those under way, by the published schedule.
 * The channel is called between two commands, never inside one.
 */
@Injectable()
export class SendRefunds extends PeriodicJob {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly channels: Channels,
    private readonly debits: DebitConnection,
    private readonly credits: DebitCredits,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  protected async run(): Promise<void> {
    const due = await leaseDueLegs(this.database, this.clock.now(), atOnceMax);
    await Promise.all(
      due.map(({ refundId, orderId }) =>
        this.send(refundId, orderId).catch((error: unknown) =>
          this.log.error({ alarm: 'job-failed', job, refundId, error: String(error) }, 'refund not sent'),
        ),
      ),
    );
  }

  private async send(refundId: string, orderId: string): Promise<void> {
    for (let step = 0; step < stepsMax; step += 1) {
      const current = await storedRefund(this.store, refundId);
      const leg = current?.legs.find((each) => each.orderId === orderId);
      if (current === undefined || leg === undefined) return;
      const way = this.wayBack(leg.channel);
      if (way === undefined)
        this.log.warn(
          { alarm: 'refund-not-connected', refundId, channel: leg.channel },
          'a refund waits: its channel is not connected',
        );
      const onStrange = (said: string): void =>
        this.log.error(
          { alarm: 'channel-status-unknown', channel: leg.channel, refundId, said },
          'status of a refund not understood',
        );
      const command = await nextStep(current, leg, way, () => this.clock.now(), onStrange);
      if (command === undefined) return;
      const executed = await this.commands.act(job, current.personId ?? orderId, refund, command);
      if (executed.outcome !== 'accepted' || executed.events.length === 0) return;
    }
  }

  /** Undefined where the channel is not connected. */
  private wayBack(channel: Channel): RefundWay | 'counter' | undefined {
    if (channel === 'batch-debit') return this.debits.isConnected ? this.credits : undefined;
    return this.channels.of(channel) ?? (isCounter(channel) ? 'counter' : undefined);
  }
}
