import { Injectable } from '@nestjs/common';
import { Clock, dayOf, monthOf, type Instant, type Month } from '@canbao/calendar';
import { debitRun, runStream } from '@canbao/domain-payment';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { debitTermsOn } from '@canbao/rules';
import { Commands, PeriodicJob, ServiceLog, uuidOf } from '@canbao/service-kit';
import { DebitAccounts } from '../debit/accounts';
import { askAgreements } from '../debit/ask-agreements';
import { DebitConnection } from '../debit/connection';
import { makePacks } from '../debit/make-packs';
import { openRun } from '../debit/open-run';
import { talkToBanks } from '../debit/talk-to-banks';
import { verifyAgreements } from '../debit/verify-agreements';
import { isUnderWay, openRuns, type RunRow } from '../views/debit-rows';

/** Configuration. */
const everyMs = 1_000;
const job = 'debit-runs';

/**
 * Carries batch debits on: agreements to their banks, the month's run by the calendar, its questions to
 * assessment, its packs to the banks and their answers into the books. Each step can be done again, so a run
 * that is interrupted goes on where it was.
 */
@Injectable()
export class DebitRuns extends PeriodicJob {
  /** The month whose own run is known to be there: it is not looked for again every second. */
  private openedFor: Month | undefined;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly debits: DebitConnection,
    private readonly accounts: DebitAccounts,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  override onApplicationBootstrap(): void {
    if (this.debits.isConnected) super.onApplicationBootstrap();
    else this.log.info({ job }, 'batch debit is not connected');
  }

  protected async run(): Promise<void> {
    const at = this.clock.now();
    const { database, commands, debits, accounts, store, log } = this;
    await accounts.sealSomeByPerson();
    await verifyAgreements(database, commands, debits, accounts, at);
    await this.openByCalendar(at);
    for (const run of await openRuns(database)) await this.carryOn(run, at);
    await talkToBanks({ database, store, commands, debits, accounts, log, at });
  }

  /** The month's own run: on its day, or as soon after it as the service is there. */
  private async openByCalendar(at: Instant): Promise<void> {
    const today = dayOf(at);
    const month = monthOf(today);
    if (month === this.openedFor || Number(today.slice(8)) < debitTermsOn(today).dayOfMonth) return;
    await openRun(this.commands, job, uuidOf(`debit-run|${month}`), 'calendar', at);
    this.openedFor = month;
  }

  private async carryOn(run: RunRow, at: Instant): Promise<void> {
    const { database, commands } = this;
    if (run.status === 'asking') {
      const streams = [runStream(run.runId)];
      const { after } = fold(debitRun, streams, await this.store.load(streams));
      await askAgreements(database, commands, run, after, at);
      return;
    }
    await makePacks(database, commands, run, at);
    if (!(await isUnderWay(database, run.runId)))
      await commands.act(job, run.runId, debitRun, { type: 'CloseRun', runId: run.runId, at });
  }
}
