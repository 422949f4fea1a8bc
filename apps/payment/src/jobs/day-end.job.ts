import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Clock } from '@canbao/calendar';
import { channelDay } from '@canbao/domain-reconciliation';
import { aloneBriefly, Database, inTransaction } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import {
  daysToClose,
  daysToMatch,
  endCarrying,
  markClosed,
  markOpen,
  settleClosed,
  type DueDay,
} from '../day-end/differences';
import { ChannelBills } from '../day-end/fetch-bills';
import { gatherOurs } from '../day-end/gather-ours';
import { gatherTotals } from '../day-end/gather-totals';
import { matchDay } from '../day-end/match-day';
import { News } from '../day-end/news';
import { probeChannel } from '../day-end/probe-channel';
import { workSources } from '../day-end/raise-cases';
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
export class DayEnd extends PeriodicJob {
  private readonly bills: ChannelBills;
  private readonly news: News;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly channels: Channels,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super('day-end', everyMs, log);
    this.bills = new ChannelBills(database, commands, channels);
    this.news = new News(database, clock);
  }

  protected async run(): Promise<void> {
    await this.news.unlessQuiet(() => aloneBriefly(this.database, 'day-end', (client) => this.work(client)));
  }

  private async work(client: ClientBase): Promise<void> {
    const { database, commands, log } = this;
    // In steps, each a transaction of its own.
    while (await inTransaction(database.pool, gatherOurs));
    while (await inTransaction(database.pool, gatherTotals));
    await this.bills.fetch(this.clock.now());
    for (const statement of await wholeStatements(database))
      await adopt(database, commands, statement, this.clock.now());
    for (const due of await daysToMatch(database)) await this.match(client, due);
    const work = { database, commands, log, now: this.clock.now() };
    await settleClosed(database);
    await endCarrying(database, work.now);
    await openCases(work);
    await closeExplained(work);
    await workSources(work);
    await workDueCases(work, probeChannel(commands, this.channels));
    for (const due of await daysToClose(database)) await this.close(due);
  }

  private async match(client: ClientBase, due: DueDay): Promise<void> {
    const { channel, day } = due;
    const at = this.clock.now();
    if (due.isClosed) {
      const reopen = { type: 'ReopenDay', channel, day, at, because: 'later-fact' } as const;
      await this.commands.act('day-end', channel, channelDay, reopen);
      await markOpen(this.database, due);
    }
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
