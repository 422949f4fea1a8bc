import { Injectable } from '@nestjs/common';
import { Clock, dayOf } from '@canbao/calendar';
import { contributionAccount } from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { overdueBills } from '../views/bill-expiries.view';

/** Configuration. */
const everyMs = 5000;

/** Notes bills whose last day is over. Quotes go by the clock: a bill is not payable a moment longer. */
@Injectable()
export class ExpireBills extends PeriodicJob {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: RulePack,
    log: ServiceLog,
  ) {
    super('expire-bills', everyMs, log);
  }

  protected async run(): Promise<void> {
    const at = this.clock.now();
    for (const { billId, personId } of await overdueBills(this.database, dayOf(at))) {
      const command = { type: 'ExpireBill', insurance: 'medical', personId, billId, at } as const;
      await this.commands.act('expire-bills', personId, contributionAccount(this.rules.released), command);
    }
  }
}
