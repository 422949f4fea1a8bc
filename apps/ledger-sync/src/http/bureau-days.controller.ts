import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api } from '@canbao/contracts';
import { ledgerSyncRejections as rejections } from '@canbao/domain-ledger-sync';
import { Database, instantText } from '@canbao/postgres';
import { Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { insurancesShownTo } from '@canbao/vocabulary';
import { BureauDays } from '../days/bureau-days';
import { ourTotals } from '../days/our-day';

/** The business days of the bureaus. */
@Controller()
export class BureauDaysController {
  constructor(
    private readonly days: BureauDays,
    private readonly database: Database,
  ) {}

  @Handles(api.bureauDay)
  async bureauDay(@Input() { params, caller }: InputOf<typeof api.bureauDay>): Promise<unknown> {
    const { insurance, day } = params;
    const [known] = await this.database.query<{ at: string | null }>(
      `select ${instantText('ask_at')} as at from bureau_days where insurance = $1 and day = $2`,
      [insurance, day],
    );
    if (known === undefined || !insurancesShownTo(caller.role).includes(insurance))
      throw new Problem('bureau-day-not-found', rejections['bureau-day-not-found']);
    const { status, told, theirs, differences, leftOut } = await this.days.stateOf(params);
    return {
      insurance,
      day,
      status,
      ...(told === undefined ? {} : { totalsId: told.totalsId, toldAt: told.at }),
      ...(known.at === null || status === 'agreed' ? {} : { askAgainAt: known.at }),
      ours: await ourTotals(this.database, params),
      ...(theirs === undefined ? {} : { theirs }),
      differences,
      leftOut,
    };
  }
}
