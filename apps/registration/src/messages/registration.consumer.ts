import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topicsOf } from '@canbao/contracts';
import { payer, subscriptions } from '@canbao/domain-registration';
import type { Received } from '@canbao/kafka';
import { Database } from '@canbao/postgres';
import { Commands, Reactor } from '@canbao/service-kit';
import { IdentityVault } from '../vault/identity-vault';
import { beneficiariesOf, payersOf } from '../views/beneficiaries.view';

const actor = 'erasures';

/**
 * What payment says of the erasure of a person: they leave the lists of payers, and their rows leave the
 * vault. That is done before the event is recorded as handled, so that a crash in between does it again.
 */
@Controller()
export class RegistrationConsumer {
  constructor(
    private readonly reactor: Reactor,
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly vault: IdentityVault,
  ) {}

  @EventPattern(topicsOf(subscriptions))
  async on(@Payload() received: Received): Promise<'ignored' | undefined> {
    const { type, data } = received.event;
    if (type === 'canbao.payment.ProcessingRestricted.v1' || type === 'canbao.payment.PersonErased.v1')
      await this.leaveLists(data.personId);
    if (type === 'canbao.payment.PersonErased.v1') await this.vault.erase(data.personId);
    return this.reactor.react(subscriptions, received);
  }

  private async leaveLists(personId: string): Promise<void> {
    for (const payerId of await payersOf(this.database, personId)) {
      const others = (await beneficiariesOf(this.database, payerId)).filter((id) => id !== personId).length;
      const command = { type: 'RemoveBeneficiary', payerId, personId, others } as const;
      await this.commands.act(actor, personId, payer, command);
    }
  }
}
