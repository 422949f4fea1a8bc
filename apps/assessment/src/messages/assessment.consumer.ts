import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Clock } from '@canbao/calendar';
import type { Subscription } from '@canbao/contracts';
import { debitSubscriptions, subscribedTopics, subscriptions } from '@canbao/domain-assessment';
import type { Received } from '@canbao/kafka';
import { Reactor } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';

@Controller()
export class AssessmentConsumer {
  private readonly subscriptions: readonly Subscription[];

  constructor(
    private readonly reactor: Reactor,
    private readonly rules: RulePack,
    private readonly clock: Clock,
  ) {
    // Facts are noted whatever the figures: overrides change nothing about them.
    this.subscriptions = subscriptions(rules.released);
  }

  @EventPattern(subscribedTopics)
  async on(@Payload() received: Received): Promise<'ignored' | undefined> {
    if (received.event.type === 'canbao.payment.DebitRequested.v1') {
      const answers = debitSubscriptions(await this.rules.inForce(), this.clock.now());
      return this.reactor.react(answers, received);
    }
    return this.reactor.react(this.subscriptions, received);
  }
}
