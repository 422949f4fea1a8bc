import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import { maskedName, payer, registrationRejections as rejections } from '@canbao/domain-registration';
import { Database } from '@canbao/postgres';
import { Commands, Handles, identityOf, Input, type InputOf } from '@canbao/service-kit';
import { IdentityVault } from '../vault/identity-vault';
import { beneficiariesOf } from '../views/beneficiaries.view';
import { assertPlausible, problem } from './problems';

@Controller()
export class PayersController {
  constructor(
    private readonly commands: Commands,
    private readonly vault: IdentityVault,
    private readonly database: Database,
  ) {}

  @Handles(api.addBeneficiary)
  async add(@Input() input: InputOf<typeof api.addBeneficiary>): Promise<unknown> {
    assertPlausible(input.body, input.now);
    const payerId = input.caller.subject;
    const personId = await this.vault.match(input.body, identityOf(input.caller));
    if (personId === undefined) throw problem('no-matching-person');
    const others = (await beneficiariesOf(this.database, payerId)).filter((id) => id !== personId).length;
    return this.commands.run(
      input,
      payer,
      { type: 'AddBeneficiary', payerId, personId, others },
      { subject: personId, rejections, reply: () => ({ personId }) },
    );
  }

  @Handles(api.listBeneficiaries)
  async list(@Input() { caller }: InputOf<typeof api.listBeneficiaries>): Promise<unknown> {
    const personIds = await beneficiariesOf(this.database, caller.subject);
    const names = await this.vault.names(personIds, {
      purpose: 'own list of beneficiaries',
      actor: identityOf(caller),
    });
    return {
      items: personIds.map((personId) => ({ personId, maskedName: maskedName(names.get(personId) ?? '') })),
    };
  }

  @Handles(api.removeBeneficiary)
  async remove(@Input() input: InputOf<typeof api.removeBeneficiary>): Promise<void> {
    const payerId = input.caller.subject;
    const personId = input.params.id;
    await this.commands.run(
      input,
      payer,
      { type: 'RemoveBeneficiary', payerId, personId },
      { subject: personId, rejections, reply: () => undefined },
    );
  }
}
