import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import { maskedName } from '@canbao/domain-registration';
import { Database } from '@canbao/postgres';
import { Handles, Input, PaperCodes, readingFor, type InputOf, type Reading } from '@canbao/service-kit';
import { IdentityVault } from '../vault/identity-vault';
import { beneficiariesOf } from '../views/beneficiaries.view';
import { problem } from './problems';

/** Gives papers their names: payment has none. Every reading leaves an event. */
@Controller()
export class HoldersController {
  constructor(
    private readonly codes: PaperCodes,
    private readonly vault: IdentityVault,
    private readonly database: Database,
  ) {}

  @Handles(api.holderName)
  async name(@Input() input: InputOf<typeof api.holderName>): Promise<unknown> {
    const { params, caller, now } = input;
    const personId = this.personOf(params.ticket, now);
    const isOwn =
      caller.role === 'payer' && (await beneficiariesOf(this.database, caller.subject)).includes(personId);
    return this.nameOf(personId, isOwn, readingFor(api.holderName, input));
  }

  @Handles(api.maskedHolderName)
  masked(@Input() input: InputOf<typeof api.maskedHolderName>): Promise<unknown> {
    const personId = this.personOf(input.params.ticket, input.now);
    return this.nameOf(personId, false, readingFor(api.maskedHolderName, input));
  }

  private personOf(ticket: string, now: string): string {
    const personId = this.codes.openHolder(ticket, Date.parse(now));
    if (personId === undefined) throw problem('person-not-found');
    return personId;
  }

  private async nameOf(personId: string, inFull: boolean, reading: Reading): Promise<unknown> {
    const name = (await this.vault.names([personId], reading)).get(personId);
    if (name === undefined) throw problem('person-not-found');
    return { name: inFull ? name : maskedName(name), isMasked: !inFull };
  }
}
