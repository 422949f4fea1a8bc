import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  contributionAccount,
  medicalFacts,
  pensionFacts,
  type BilledMonth,
} from '@canbao/domain-assessment';
import { rate, sum } from '@canbao/money';
import { Database } from '@canbao/postgres';
import { payableMonths, rulesInForce } from '@canbao/rules';
import { Commands, Handles, Input, mayAccess, Problem, type InputOf } from '@canbao/service-kit';
import { Accounts, RulePack } from './access';
import { guide } from './guide';
import { baseAsOf } from '../views/quotes.view';

@Controller()
export class PayablesController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly database: Database,
  ) {}

  @Handles(api.payables)
  async payables(@Input() { params, query, caller, now }: InputOf<typeof api.payables>): Promise<unknown> {
    const state = await this.accounts.stateFor(caller, params.id, query.insurance);
    const months = payableMonths(
      this.rules.pack,
      query.insurance === 'pension'
        ? { insurance: 'pension', at: now, facts: pensionFacts(state) }
        : { insurance: 'medical', at: now, facts: medicalFacts(state) },
    );
    return { items: await this.accounts.evidenced(params.id, query.insurance, months) };
  }

  @Handles(api.pensionBase)
  async pensionBase(
    @Input() { params, query, caller, now }: InputOf<typeof api.pensionBase>,
  ): Promise<unknown> {
    if (!(await this.commands.waitUntil(() => mayAccess(this.database, caller, params.id))))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const found = await baseAsOf(this.database, params.id, query.asOf ?? now);
    if (found === undefined) throw new Problem('no-declared-base', rejections['no-declared-base']);
    return found;
  }

  @Handles(api.pushBill)
  async pushBill(@Input() input: InputOf<typeof api.pushBill>): Promise<unknown> {
    const { personId, months } = input.body;
    await this.accounts.stateFor(input.caller, personId, 'medical');
    // The agency bills amounts, not bases: an amount is its own base at rate 1.
    const billed: BilledMonth[] = months.map(({ month, lateFee, items }) => ({
      month,
      lateFee,
      items: items.map(({ item, amount }) => ({ item, amount, base: amount, rate: rate('1') })),
    }));
    const billId = randomUUID();
    return this.commands.run(
      input,
      contributionAccount(this.rules.pack),
      { type: 'PushBill', personId, insurance: 'medical', billId, at: input.now, months: billed },
      {
        subject: personId,
        rejections,
        reply: () => {
          const lateFee = sum(billed.map((month) => month.lateFee));
          return {
            billId,
            lateFee,
            total: sum([...billed.flatMap(({ items }) => items.map(({ amount }) => amount)), lateFee]),
          };
        },
      },
    );
  }

  @Handles(api.rules)
  rulesOn(@Input() { query, now }: InputOf<typeof api.rules>): unknown {
    const on = query.on ?? dayOf(now);
    return { on, pack: this.rules.pack.name, items: rulesInForce(this.rules.pack, on) };
  }

  @Handles(api.guide)
  guide(): unknown {
    return guide;
  }
}
