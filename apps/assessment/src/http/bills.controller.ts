import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  billOf,
  contributionAccount,
  monthsOf,
  type AccountState,
} from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { personOfBill } from '../views/bills.view';
import { Accounts } from './accounts';

const insurance = 'medical';

@Controller()
export class BillsController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly database: Database,
  ) {}

  @Handles(api.pushBill)
  async push(@Input() input: InputOf<typeof api.pushBill>): Promise<unknown> {
    const { personId, months } = input.body;
    const billId = randomUUID();
    // Waits for an enrolment that is still in flight from registration.
    const { pack } = await this.accounts.load(input, personId, insurance);
    return this.commands.run(
      input,
      contributionAccount(pack),
      { type: 'PushBill', personId, insurance, billId, at: input.now, months },
      { subject: personId, rejections, reply: ({ state }) => bodyOf(billId, state) },
    );
  }

  @Handles(api.replaceBill)
  async replace(@Input() input: InputOf<typeof api.replaceBill>): Promise<unknown> {
    const billId = input.params.id;
    const { months, personId: named } = input.body;
    const personId = await this.personOf(billId, named);
    return this.commands.run(
      input,
      contributionAccount(await this.rules.inForce()),
      { type: 'ReplaceBill', personId, insurance, billId, at: input.now, months },
      { subject: personId, rejections, reply: ({ state }) => bodyOf(billId, state) },
    );
  }

  @Handles(api.withdrawBill)
  async withdraw(@Input() input: InputOf<typeof api.withdrawBill>): Promise<unknown> {
    const billId = input.params.id;
    const personId = await this.personOf(billId);
    return this.commands.run(
      input,
      contributionAccount(await this.rules.inForce()),
      { type: 'WithdrawBill', personId, insurance, billId },
      {
        subject: personId,
        rejections,
        reply: ({ state }) => ({
          billId,
          remainingMonths: monthsOf(state, billId).map(({ month }) => month),
        }),
      },
    );
  }

  /** @throws Problem when there is no such bill, or it is not that person's. */
  private async personOf(billId: string, named?: string): Promise<string> {
    const personId = await personOfBill(this.database, billId);
    if (personId === undefined || (named !== undefined && named !== personId))
      throw new Problem('bill-not-found', rejections['bill-not-found']);
    return personId;
  }
}

const bodyOf = (billId: string, state: AccountState) => {
  const { total, lateFee } = billOf(monthsOf(state, billId));
  return { billId, total, lateFee };
};
