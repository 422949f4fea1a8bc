import { Injectable } from '@nestjs/common';
import { Bureaus, BureauWays } from '@canbao/bureaus';
import {
  Clock,
  dayBefore,
  dayOf,
  millisecondsBetween,
  startOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import {
  areSameTotals,
  askTotalsMinutes,
  firstAskedAfterMinutes,
  unansweredHours,
  type ToldTotals,
} from '@canbao/domain-ledger-sync';
import { aloneBriefly, Database, inTransaction } from '@canbao/postgres';
import { PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { BureauDays } from '../days/bureau-days';
import { firstAsked, gatherEntries } from '../days/gather-entries';
import type { BureauDayKey } from '../days/our-day';

/** Configuration. */
const everyMs = 3000;
const atOnceMax = 20;
/** Configuration: days before today that are told although we know of nothing on them. */
const emptyDays = 3;

interface Due extends Record<string, unknown>, BureauDayKey {
  readonly asked: number;
}

/**
 * Agrees the totals of each business day with each bureau. One instance works at a time; a crash leaves a
 * question that is asked again under its id.
 */
@Injectable()
export class AgreeTotals extends PeriodicJob {
  private counted: string | undefined;

  constructor(
    private readonly days: BureauDays,
    private readonly database: Database,
    private readonly bureaus: Bureaus,
    private readonly ways: BureauWays,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super('agree-totals', everyMs, log);
  }

  protected async run(): Promise<void> {
    await aloneBriefly(this.database, 'agree-totals', () => this.work());
  }

  private async work(): Promise<void> {
    const now = this.clock.now();
    const night = nightOf(now);
    if (night !== this.counted || (await this.due(now)).length > 0) await this.gather(now);
    this.counted = night;
    for (const { asked, ...key } of await this.due(now)) await this.ask(key, asked, now);
  }

  private due(now: Instant): Promise<Due[]> {
    return this.database.query<Due>(
      `select insurance, day::text as day, asked from bureau_days where ask_at <= $1
       order by ask_at, insurance limit ${atOnceMax}`,
      [now],
    );
  }

  /** Once a night, and before somebody is asked: by day the database has payments to take. */
  private async gather(now: Instant): Promise<void> {
    const { database } = this;
    while (await inTransaction(database.pool, gatherEntries));
    await database.query(
      `insert into bureau_days (insurance, day, ask_at)
       select insurance, d::date, ${firstAsked('d::date')}
       from (select insurance, min(day) as first from bureau_entries group by insurance) as known
       cross join bureau_days_cursor
       cross join lateral generate_series(
         greatest(known.first, since, $1::date - ${emptyDays}), $1::date - 1, interval '1 day') as d
       on conflict do nothing`,
      [dayOf(now)],
    );
  }

  private async ask(key: BureauDayKey, asked: number, now: Instant): Promise<void> {
    const { told, status } = await this.days.tell(key);
    const minutes = askTotalsMinutes[Math.min(asked, askTotalsMinutes.length - 1)];
    // Before the question goes out, so that a bureau that fails us is not asked without end.
    await this.database.query(
      `update bureau_days set asked = asked + 1,
         ask_at = case when $3 then null else $4::timestamptz + make_interval(mins => $5) end
       where insurance = $1 and day = $2`,
      [key.insurance, key.day, status === 'agreed', now, minutes],
    );
    if (told === undefined || status === 'agreed') return;
    if (this.ways[key.insurance] === 'http') await this.askOverHttp(key, told);
    const isLate = millisecondsBetween(told.at, now) >= unansweredHours * 3_600_000;
    if (isLate && (await this.days.stateOf(key)).status === 'told') {
      this.log.error({ alarm: 'bureau-totals-unanswered', ...key }, 'a bureau does not answer the totals');
      await this.days.noteUnanswered(key, told.totalsId, now);
    }
  }

  /** Reads the lines from where it has stopped. */
  private async askOverHttp(
    key: BureauDayKey,
    { totalsId, ours }: Pick<ToldTotals, 'totalsId' | 'ours'>,
  ): Promise<void> {
    const bureau = this.bureaus[key.insurance];
    const answer = await bureau.totals({ totalsId, day: key.day, ours });
    if (answer === undefined) return;
    const { totals, parts } = answer;
    if (parts === 0 || areSameTotals(ours, totals))
      return this.days.take(key, totalsId, { totals, part: 0, parts: 0, lines: [] });
    const read = await this.days.partsOf(totalsId);
    for (let part = Math.min(read + 1, parts); part <= parts; part += 1) {
      const lines = await bureau.lines(totalsId, part);
      if (lines === undefined) return;
      await this.days.take(key, totalsId, { totals, part, parts, lines });
    }
  }
}

/** The day in Asia/Shanghai whose predecessors are over for long enough to be told. */
const nightOf = (now: Instant): Day => {
  const today = dayOf(now);
  return millisecondsBetween(startOf(today), now) < firstAskedAfterMinutes * 60_000
    ? dayBefore(today)
    : today;
};
