import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api } from '@canbao/contracts';
import { assessmentRejections as rejections, payables } from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { rulesInForce } from '@canbao/rules';
import { Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { baseAsOf } from '../views/quotes.view';
import { openRefundCases } from '../views/refund-cases.view';
import { Accounts } from './accounts';
import { guide } from './guide';

@Controller()
export class PayablesController {
  constructor(
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly database: Database,
  ) {}

  @Handles(api.payables)
  async payables(@Input() input: InputOf<typeof api.payables>): Promise<unknown> {
    const { params, query, now } = input;
    const account = await this.accounts.load(input, params.id, query.insurance);
    return { items: payables(this.rules.pack, account, now) };
  }

  @Handles(api.pensionBase)
  async pensionBase(
    @Input() { params, query, caller, now }: InputOf<typeof api.pensionBase>,
  ): Promise<unknown> {
    await this.accounts.assertAccess(caller, params.id);
    const base = await baseAsOf(this.database, params.id, query.asOf ?? now);
    if (base === undefined) throw new Problem('no-declared-base', rejections['no-declared-base']);
    return base;
  }

  @Handles(api.refundCases)
  async refundCases(@Input() { query }: InputOf<typeof api.refundCases>): Promise<unknown> {
    return { items: await openRefundCases(this.database, query.personId) };
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
