import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  billDifferences,
  billOf,
  billView,
  billViews,
  contributionAccount,
  monthsOf,
  type AccountState,
  type PushedTerms,
} from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { medicalFigures } from '@canbao/rules';
import { Commands, Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { intakePage } from '../views/bill-intake.view';
import { personOfBill } from '../views/bills.view';
import { Accounts } from './accounts';
import { billIdOf, termsOf } from './bill-id';

const insurance = 'medical';

type PushedTermsInput = { readonly [Term in keyof PushedTerms]?: PushedTerms[Term] | undefined };

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
    const { personId, billNo, months } = input.body;
    const numbered = billNo === undefined ? {} : { billNo };
    const billId = billNo === undefined ? randomUUID() : billIdOf({ personId, billNo });
    // Waits for an enrolment that is still in flight from registration.
    const { pack } = await this.accounts.load(input, personId, insurance);
    return this.commands.run(
      input,
      contributionAccount(pack),
      {
        type: 'PushBill',
        personId,
        insurance,
        billId,
        ...numbered,
        at: input.now,
        months,
        ...toldOf(input.body),
      },
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
      { type: 'ReplaceBill', personId, insurance, billId, at: input.now, months, ...toldOf(input.body) },
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
      { type: 'WithdrawBill', personId, insurance, billId, at: input.now },
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

  @Handles(api.bill)
  async bill(@Input() input: InputOf<typeof api.bill>): Promise<unknown> {
    const billId = input.params.id;
    const personId = await this.personOf(billId);
    const account = await this.accounts.show(input, personId, insurance);
    const shown = billView(account.pack, account, billId, input.now);
    if (shown === undefined) throw new Problem('bill-not-found', rejections['bill-not-found']);
    return shown;
  }

  @Handles(api.bills)
  async bills(@Input() input: InputOf<typeof api.bills>): Promise<unknown> {
    const account = await this.accounts.show(input, input.params.id, insurance);
    return { items: billViews(account.pack, account, input.now) };
  }

  @Handles(api.backPayStandard)
  async standard(@Input() { params, query }: InputOf<typeof api.backPayStandard>): Promise<unknown> {
    const asked = { month: params.month, scheme: query.scheme };
    const figures = medicalFigures(await this.rules.inForce(), { ...asked, bearsYearly: true });
    if (figures === undefined) throw new Problem('no-rate-for-month', rejections['no-rate-for-month']);
    return { ...asked, items: figures.lines.map(({ item, amount }) => ({ item, amount })) };
  }

  @Handles(api.billIntake)
  intake(@Input() { query }: InputOf<typeof api.billIntake>): Promise<unknown> {
    return intakePage(this.database, query);
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
  const months = monthsOf(state, billId);
  const { total, lateFee } = billOf(months);
  const differences = billDifferences(months);
  return { billId, total, lateFee, ...(differences.length === 0 ? {} : { differences }) };
};

/** What the agency says of the bill as a whole. */
const toldOf = ({ total, ...told }: PushedTermsInput): PushedTerms => ({
  ...termsOf(told),
  ...(total === undefined ? {} : { total }),
});
