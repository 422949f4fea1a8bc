import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { paymentOrder } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands } from '@canbao/service-kit';
import { obligationsOf } from '../http/orders.controller';
import { overdueOrders } from '../views/orders.view';

/**
 * Closes orders whose time to pay is over, so that their months are payable elsewhere. Configuration: looks
 * every five seconds.
 */
@Injectable()
export class ExpireOrders implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run().catch(() => undefined), 5000); // the next round tries again
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    const now = this.clock.now();
    for (const order of await overdueOrders(this.database, now)) {
      await this.commands.act('expire-orders', order.person_id, paymentOrder, {
        type: 'ExpireOrder',
        orderId: order.order_id,
        at: now,
        obligations: obligationsOf(order),
      });
    }
  }
}
