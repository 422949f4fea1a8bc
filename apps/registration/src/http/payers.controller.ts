import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import {
  maskedName,
  payer,
  registrationRejections as rejections,
  type PayerCommand,
} from '@canbao/domain-registration';
import { Database } from '@canbao/postgres';
import { InTurn } from '@canbao/runtime';
import { Commands, Handles, Input, readingFor, type InputOf } from '@canbao/service-kit';
import { IdentityChecks } from '../vault/identity-checks';
import { IdentityVault } from '../vault/identity-vault';
import { beneficiariesOf } from '../views/beneficiaries.view';
import { assertPlausible, problem } from './problems';

@Controller()
export class PayersController {
  /** A payer's additions would only conflict with each other: they write the same streams. */
  private readonly turns = new InTurn();

  constructor(
    private readonly commands: Commands,
    private readonly checks: IdentityChecks,
    private readonly vault: IdentityVault,
    private readonly database: Database,
  ) {}

  @Handles(api.addBeneficiary)
  add(@Input() input: InputOf<typeof api.addBeneficiary>): Promise<unknown> {
    return this.turns.run(input.caller.subject, async () => {
      assertPlausible(input.body, input.now);
      const personId = await this.checks.match(
        input.body,
        input.caller,
        readingFor(api.addBeneficiary, input),
        input.now,
      );
      if (personId === undefined) throw problem('no-matching-person');
      return this.change(input, 'AddBeneficiary', personId, () => ({ personId }));
    });
  }

  @Handles(api.listBeneficiaries)
  async list(@Input() input: InputOf<typeof api.listBeneficiaries>): Promise<unknown> {
    const personIds = await beneficiariesOf(this.database, input.caller.subject);
    const names = await this.vault.names(personIds, readingFor(api.listBeneficiaries, input));
    return {
      items: personIds.map((personId) => ({ personId, maskedName: maskedName(names.get(personId) ?? '') })),
    };
  }

  @Handles(api.removeBeneficiary)
  async remove(@Input() input: InputOf<typeof api.removeBeneficiary>): Promise<void> {
    await this.change(input, 'RemoveBeneficiary', input.params.id, () => undefined);
  }

  private async change(
    input: Parameters<Commands['run']>[0],
    type: PayerCommand['type'],
    personId: string,
    reply: () => unknown,
  ): Promise<unknown> {
    const payerId = input.caller.subject;
    const others = (await beneficiariesOf(this.database, payerId)).filter((id) => id !== personId).length;
    const command = { type, payerId, personId, others };
    return this.commands.run(input, payer, command, { subject: personId, rejections, reply });
  }
}
