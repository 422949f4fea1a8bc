import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  listedOverrides,
  packInForce,
  payables,
} from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { channelOf, rulesInForce } from '@canbao/rules';
import { Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { baseAsOf } from '../views/pension-bases.view';
import { openRefundCases } from '../views/refund-cases.view';
import { Accounts } from './accounts';
import { guideOn } from './guide';

@Controller()
export class PayablesController {
  constructor(
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly database: Database,
  ) {}

  @Handles(api.payables)
  async payables(@Input() input: InputOf<typeof api.payables>): Promise<unknown> {
    const { params, query, caller, now } = input;
    const account = await this.accounts.show(input, params.id, query.insurance);
    return { items: payables(account.pack, account, now, channelOf(caller)) };
  }

  @Handles(api.pensionBase)
  async pensionBase(@Input() input: InputOf<typeof api.pensionBase>): Promise<unknown> {
    const { params, query, caller, now } = input;
    // Only for a bank does the right to read depend on the account.
    if (caller.role === 'bank') await this.accounts.show(input, params.id, 'pension');
    else await this.accounts.assertAccess(caller, params.id);
    const base = await baseAsOf(this.database, params.id, query.asOf ?? now);
    if (base === undefined) throw new Problem('no-declared-base', rejections['no-declared-base']);
    return base;
  }

  @Handles(api.refundCases)
  async refundCases(@Input() { query }: InputOf<typeof api.refundCases>): Promise<unknown> {
    return { items: await openRefundCases(this.database, query.personId) };
  }

  @Handles(api.rules)
  async rulesOn(@Input() { query, now }: InputOf<typeof api.rules>): Promise<unknown> {
    const on = query.on ?? dayOf(now);
    const state = await this.rules.overrides();
    const pack = packInForce(this.rules.released, state);
    const overrides = listedOverrides(this.rules.released, state).filter(
      ({ status }) => status === 'approved',
    );
    return { on, pack: pack.name, items: rulesInForce(pack, on), overrides };
  }

  @Handles(api.guide)
  guide(@Input() { now }: InputOf<typeof api.guide>): unknown {
    return guideOn(dayOf(now));
  }
}
