import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { Database } from '@canbao/postgres';
import { PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { ChannelOrders } from '../channels/channel-orders';
import { Notices } from '../channels/notices';
import { leaseDueOrders } from '../views/channel-orders.view';

const job = 'ask-channels';
/** Configuration. */
const everyMs = 1_000;
/** Configuration: orders that are asked about at once. */
const atOnceMax = 50;

/**
 * Asks the channels about orders whose outcome is not known, by the published schedule, and works through
 * messages that a crash or a silent channel has left.
 */
@Injectable()
export class AskChannels extends PeriodicJob {
  constructor(
    private readonly orders: ChannelOrders,
    private readonly notices: Notices,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  protected async run(): Promise<void> {
    await this.notices.workThrough(atOnceMax);
    const due = await leaseDueOrders(this.database, this.clock.now(), atOnceMax);
    await Promise.all(
      due.map((orderId) =>
        this.orders
          .ask(orderId)
          .catch((error: unknown) =>
            this.log.error(
              { alarm: 'job-failed', job, orderId, error: String(error) },
              'order not asked about',
            ),
          ),
      ),
    );
  }
}
