import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, dayOf } from '@canbao/calendar';
import type { TreasuryPort } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, ServiceLog, Ticker } from '@canbao/service-kit';
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
export class TreasuryJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(TREASURY) private readonly treasury: TreasuryPort | null,
    log: ServiceLog,
  ) {
    this.ticker = new Ticker('treasury', everyMs, () => this.run(), log);
  }

  onApplicationBootstrap(): void {
    if (this.treasury !== null) this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }

  private async run(): Promise<void> {
    const { treasury, database, commands } = this;
    if (treasury === null) return;
    const client = await database.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('treasury', 0)) as locked`,
      );
      if (rows[0]?.locked !== true) return;
      const now = this.clock.now();
      await numberItems(client, dayOf(now));
      const work = { database, commands, treasury, now };
      await tellTreasury(work);
      await readFlows(work);
      await missReceipts(work);
    } finally {
      await client.end();
    }
  }
}
