import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '@canbao/calendar';
import {
  areSameTotals,
  bureauDay,
  bureauDayStream,
  type BureauDay,
  type BureauDayCommand,
  type DayLine,
  type DayTotals,
} from '@canbao/domain-ledger-sync';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Commands, uuidOf } from '@canbao/service-kit';
import { lineDifferences, ourTotals, type BureauDayKey } from './our-day';

/** A part of what a bureau has answered. */
export interface AnsweredPart {
  readonly totals: DayTotals;
  readonly part: number;
  readonly parts: number;
  readonly lines: readonly DayLine[];
}

/** The business days of the bureaus: what they are told, and how their answers compare. */
@Injectable()
export class BureauDays {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  async stateOf(key: BureauDayKey): Promise<BureauDay> {
    const streams = [bureauDayStream(key)];
    return fold(bureauDay, streams, await this.store.load(streams));
  }

  /** The day with a question to ask, or with none because everything is agreed. */
  async tell(key: BureauDayKey): Promise<BureauDay> {
    const totalsId = randomUUID();
    const ours = await ourTotals(this.database, key);
    await this.run(key, { type: 'TellTotals', ...key, totalsId, ours, at: this.clock.now() });
    return this.stateOf(key);
  }

  /**
   * Takes a part of an answer, and compares once everything is there that a comparison needs: no line where
   * the totals agree. What answers no open question has no effect.
   */
  async take(key: BureauDayKey, totalsId: string, answered: AnsweredPart): Promise<void> {
    const { told, status } = await this.stateOf(key);
    if (told?.totalsId !== totalsId || (status !== 'told' && status !== 'unanswered')) return;
    const { totals: theirs, part, parts, lines } = answered;
    const about = { ...key, totalsId, theirs, at: this.clock.now() };
    if (areSameTotals(told.ours, theirs)) {
      await this.compare(about, { differences: [], leftOut: 0 });
      return;
    }
    if (parts > 0)
      await this.database.query(
        `insert into bureau_totals (totals_id, part, parts, totals, lines)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [totalsId, part, parts, JSON.stringify(theirs), JSON.stringify(lines)],
      );
    if ((await this.partsOf(totalsId)) < parts) return;
    await this.compare(about, await lineDifferences(this.database, key, totalsId));
  }

  /** How many parts of the answer are there. */
  async partsOf(totalsId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'select count(*)::int as count from bureau_totals where totals_id = $1',
      [totalsId],
    );
    return row?.count ?? 0;
  }

  async noteUnanswered(key: BureauDayKey, totalsId: string, at: Instant): Promise<void> {
    await this.run(key, { type: 'NoteUnanswered', ...key, totalsId, at });
  }

  private async compare(
    about: Omit<Extract<BureauDayCommand, { type: 'CompareTotals' }>, 'type' | 'differences' | 'leftOut'>,
    found: Awaited<ReturnType<typeof lineDifferences>>,
  ): Promise<void> {
    const { insurance, day, totalsId } = about;
    await this.run(about, { type: 'CompareTotals', ...about, ...found });
    await this.database.query('delete from bureau_totals where totals_id = $1', [totalsId]);
    const { status } = await this.stateOf(about);
    if (status === 'agreed')
      await this.database.query('update bureau_days set ask_at = null where insurance = $1 and day = $2', [
        insurance,
        day,
      ]);
  }

  /** Under one subject, so that what is told of a day is read in its order. */
  private run({ insurance, day }: BureauDayKey, command: BureauDayCommand) {
    return this.commands.act('bureau-days', uuidOf(`bureau-day|${insurance}|${day}`), bureauDay, command);
  }
}
