import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { contributionAccount, reactions } from '@canbao/domain-assessment';
import { delegation, reactions as delegationReactions } from '@canbao/domain-delegation';
import type { Received } from '@canbao/kafka';
import { Commands } from '@canbao/service-kit';
import { RulePack } from '../http/access';

@Controller()
export class AssessmentConsumer {
  constructor(
    private readonly commands: Commands,
    private readonly rules: RulePack,
  ) {}

  @EventPattern('registration.events')
  async registration(@Payload() received: Received): Promise<'ignored' | undefined> {
    const [command] = delegationReactions(received.event);
    if (command === undefined) return this.account(received);
    await this.commands.react(received, delegation, command);
    return undefined;
  }

  @EventPattern('payment.events')
  payment(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.account(received);
  }

  @EventPattern('ledger.events')
  ledger(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.account(received);
  }

  private async account(received: Received): Promise<'ignored' | undefined> {
    const command = reactions(received.event);
    if (command === undefined) return 'ignored';
    await this.commands.react(received, contributionAccount(this.rules.pack), command);
    return undefined;
  }
}
