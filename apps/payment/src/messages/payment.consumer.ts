import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topicsOf } from '@canbao/contracts';
import { subscriptions } from '@canbao/domain-payment';
import type { Received } from '@canbao/kafka';
import { Reactor } from '@canbao/service-kit';

@Controller()
export class PaymentConsumer {
  constructor(private readonly reactor: Reactor) {}

  @EventPattern(topicsOf(subscriptions))
  on(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.reactor.react(subscriptions, received);
  }
}
