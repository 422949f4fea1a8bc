import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Client } from 'pg';
import { Clock } from '@canbao/calendar';
import { channelDay } from '@canbao/domain-reconciliation';
import { Database } from '@canbao/postgres';
import { Commands, ServiceLog, Ticker } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import {
  daysToClose,
  daysToMatch,
  endCarrying,
  markClosed,
  settleClosed,
  type DueDay,
} from '../day-end/differences';
import { ChannelBills } from '../day-end/fetch-bills';
import { gatherOurs } from '../day-end/gather-ours';
import { matchDay } from '../day-end/match-day';
import { probeChannel } from '../day-end/probe-channel';
import { wholeStatements } from '../day-end/statements';
import { adopt } from '../day-end/take-statement';
import { closeExplained, openCases, workDueCases } from '../day-end/work-cases';

/** Configuration. */
const everyMs = 3000;

/**
 * The day end: gathers what is ours, matches the days whose statements are there, makes breaks cases, has
 * them probed, and closes what is explained. One instance works at a time; each step begins again where a
 * crash has left it.
 */
@Injectable()
export class DayEnd implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;
  private readonly bills: ChannelBills;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly channels: Channels,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    this.bills = new ChannelBills(database, commands, channels);
    this.ticker = new Ticker('day-end', everyMs, () => this.run(), log);
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }

  private async run(): Promise<void> {
    const client = await this.database.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('day-end', 0)) as locked`,
      );
      if (rows[0]?.locked === true) await this.work(client);
    } finally {
      await client.end();
    }
  }

  private async work(client: Client): Promise<void> {
    const { database, commands, log } = this;
    await gatherAll(client);
    await this.bills.fetch(this.clock.now());
    for (const statement of await wholeStatements(database))
      await adopt(database, commands, statement, this.clock.now());
    for (const due of await daysToMatch(database)) await this.match(client, due);
    const work = { database, commands, log, now: this.clock.now() };
    await settleClosed(database);
    await endCarrying(database, work.now);
    await openCases(work);
    await closeExplained(work);
    await workDueCases(work, probeChannel(commands, this.channels));
    for (const due of await daysToClose(database)) await this.close(due);
  }

  private async match(client: Client, due: DueDay): Promise<void> {
    const { channel, day } = due;
    const at = this.clock.now();
    const { open: _, ...matched } = await matchDay(client, due, at);
    const command = { type: 'RecordMatching', channel, day, at, ...matched } as const;
    await this.commands.act('day-end', channel, channelDay, command);
  }

  private async close(due: DueDay): Promise<void> {
    const { channel, day, statementId } = due;
    const at = this.clock.now();
    const command = { type: 'CloseDay', channel, day, statementId, at, open: 0 } as const;
    const executed = await this.commands.act('day-end', channel, channelDay, command);
    if (executed.outcome === 'accepted') await markClosed(this.database, due, at);
  }
}

/** In steps, each a transaction of its own. */
const gatherAll = async (client: Client): Promise<void> => {
  for (let more = true; more;) {
    await client.query('begin');
    try {
      more = await gatherOurs(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
};
