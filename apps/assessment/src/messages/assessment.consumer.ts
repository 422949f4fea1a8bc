import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Subscription } from '@canbao/contracts';
import { subscribedTopics, subscriptions } from '@canbao/domain-assessment';
import type { Received } from '@canbao/kafka';
import { Reactor } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';

@Controller()
export class AssessmentConsumer {
  private readonly subscriptions: readonly Subscription[];

  constructor(
    private readonly reactor: Reactor,
    rules: RulePack,
  ) {
    this.subscriptions = subscriptions(rules.pack);
  }

  @EventPattern(subscribedTopics)
  on(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.reactor.react(this.subscriptions, received);
  }
}
