import { Inject, Injectable } from '@nestjs/common';
import { Clock, dayOf } from '@canbao/calendar';
import type { TreasuryPort } from '@canbao/domain-payment';
import { aloneBriefly, Database } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { News } from '../day-end/news';
import { numberItems } from '../day-end/treasury-items';
import { missReceipts, readFlows, tellTreasury } from '../day-end/treasury-work';

/** Token of the treasury's port; null where it is not connected. */
export const TREASURY = Symbol('TREASURY');

/** Configuration. */
const everyMs = 3000;

/**
 * The treasury: told what each matched day has settled, asked for its receipts, corrections and returns. One
 * instance works at a time; numbers are stored before they are sent.
 */
@Injectable()
export class TreasuryJob extends PeriodicJob {
  private readonly news: News;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(TREASURY) private readonly treasury: TreasuryPort | null,
    log: ServiceLog,
  ) {
    super('treasury', everyMs, log);
    this.news = new News(database, clock);
  }

  override onApplicationBootstrap(): void {
    if (this.treasury !== null) super.onApplicationBootstrap();
  }

  protected async run(): Promise<void> {
    const { treasury, database } = this;
    if (treasury === null) return;
    await this.news.unlessQuiet(() => aloneBriefly(database, 'treasury', () => this.work(treasury)));
  }

  private async work(treasury: TreasuryPort): Promise<void> {
    const { database, commands } = this;
    const now = this.clock.now();
    await numberItems(database, dayOf(now));
    const work = { database, commands, treasury, now };
    await tellTreasury(work);
    await readFlows(work);
    await missReceipts(work);
  }
}
