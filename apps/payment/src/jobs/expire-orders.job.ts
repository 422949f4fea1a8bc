import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { paymentOrder, subjectOf } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { overdueOrders } from '../views/orders.view';

/** Configuration. */
const everyMs = 5000;

/** Closes orders whose time to pay is over, so that other channels can take money for their months. */
@Injectable()
export class ExpireOrders extends PeriodicJob {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    super('expire-orders', everyMs, log);
  }

  protected async run(): Promise<void> {
    const at = this.clock.now();
    for (const orderId of await overdueOrders(this.database, at)) {
      const command = { type: 'ExpireOrder', orderId, at } as const;
      await this.commands.act('expire-orders', subjectOf(orderId), paymentOrder, command);
    }
  }
}
