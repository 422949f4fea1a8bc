import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import { maskedName, payer, registrationRejections as rejections } from '@canbao/domain-registration';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { beneficiariesOf } from '../views/beneficiaries.view';
import { IdentityVault } from '../vault/identity-vault';
import { checkIdentity } from './persons.controller';

@Controller()
export class PayersController {
  constructor(
    private readonly commands: Commands,
    private readonly vault: IdentityVault,
    private readonly database: Database,
  ) {}

  @Handles(api.addBeneficiary)
  async add(@Input() input: InputOf<typeof api.addBeneficiary>): Promise<unknown> {
    checkIdentity(input);
    const payerId = input.caller.subject;
    const personId = await this.vault.match(input.body.idNumber, input.body.name, payerId);
    if (personId === undefined) throw new Problem('no-matching-person', rejections['no-matching-person']);
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
    const ids = await beneficiariesOf(this.database, caller.subject);
    const names = await this.vault.names(ids, 'own list of beneficiaries', caller.subject);
    return {
      items: ids.map((personId) => ({ personId, maskedName: maskedName(names.get(personId) ?? '') })),
    };
  }

  @Handles(api.removeBeneficiary)
  async remove(@Input() input: InputOf<typeof api.removeBeneficiary>): Promise<void> {
    const [payerId, personId] = [input.caller.subject, input.params.id];
    await this.commands.run(
      input,
      payer,
      { type: 'RemoveBeneficiary', payerId, personId },
      { subject: personId, rejections, reply: () => undefined },
    );
  }
}
