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
    // Facts are noted whatever the figures: overrides change nothing about them.
    this.subscriptions = subscriptions(rules.released);
  }

  @EventPattern(subscribedTopics)
  on(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.reactor.react(this.subscriptions, received);
  }
}
