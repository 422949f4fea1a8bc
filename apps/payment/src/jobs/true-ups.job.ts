import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import {
  leftOutBecause,
  payability,
  payabilityStream,
  personTrueUp,
  trueUpRun,
  trueUpRunStream,
  type TrueUpRunState,
} from '@canbao/domain-payment';
import { EventStore, fold } from '@canbao/event-sourcing';
import { aloneBriefly, Database, inTransaction } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog, uuidOf } from '@canbao/service-kit';
import { Rules } from '../true-up/rules';
import {
  monthsOfPeople,
  nextPeople,
  nextToAdjust,
  readMonths,
  sumsOf,
  workOn,
  writeFigures,
  writeOutcomes,
  writePeople,
} from '../true-up/work';
import { workingTrueUpRun } from '../views/true-up-runs.view';

const job = 'true-ups';
/** Configuration. */
const everyMs = 500;
/** Configuration: so long a turn goes on before the process may stop. */
const turnMs = 2_000;
/** Configuration: people of one step of a rehearsal, and of one of carrying it out. */
const peopleMax = 1_000;
const adjustedAtOnce = 200;

type Run = NonNullable<TrueUpRunState['opened']>;

/**
 * Rehearses true-ups and carries them out, in steps: each reads where it stands, and can be done again. One
 * instance works at a time; a stopped run is left where it is.
 */
@Injectable()
export class TrueUps extends PeriodicJob {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly rules: Rules,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  protected async run(): Promise<void> {
    if ((await workingTrueUpRun(this.database)) === undefined) return;
    await aloneBriefly(this.database, job, async () => {
      const until = performance.now() + turnMs;
      while (performance.now() < until) {
        // Asked before each step: an operator may have stopped it.
        const working = await workingTrueUpRun(this.database);
        if (working === undefined) return;
        const { opened } = await this.stateOf(working.runId);
        if (opened === undefined) return;
        await (working.status === 'rehearsing' ? this.rehearse(opened) : this.carryOut(opened));
      }
    });
  }

  private async stateOf(runId: string): Promise<TrueUpRunState> {
    const streams = [trueUpRunStream(runId)];
    return fold(trueUpRun, streams, await this.store.load(streams));
  }

  private async rehearse(run: Run): Promise<void> {
    const { database } = this;
    const { runId } = run;
    const work = await workOn(database, runId, run.upTo);
    if (BigInt(work.position) < BigInt(work.upto))
      return inTransaction(database.pool, (client) => readMonths(client, runId, run));
    if (work.people === null) return writeFigures(database, runId, this.rules.pack, run);
    const people = await nextPeople(database, runId, work.after_person, peopleMax);
    if (people.length === 0) return this.end(run, 'NoteRehearsed');
    const leftOut = await this.leftOutOf(people, run);
    return inTransaction(database.pool, (client) => writePeople(client, runId, leftOut));
  }

  private async leftOutOf(people: readonly string[], { insurance }: Run) {
    const loaded = await this.store.load(people.map(payabilityStream));
    return people.map((personId) => {
      const { payability: known } = fold(payability, [payabilityStream(personId)], loaded);
      return { personId, leftOut: leftOutBecause(known, insurance) ?? null };
    });
  }

  private async carryOut(run: Run): Promise<void> {
    const { database } = this;
    const { runId, insurance, year } = run;
    const work = await workOn(database, runId, run.upTo);
    const people = await nextToAdjust(database, runId, work.activated_after, adjustedAtOnce);
    if (people.length === 0) return this.end(run, 'NoteCompleted');
    const months = await monthsOfPeople(database, runId, people);
    const outcomes = await Promise.all(
      people.map(async (personId) => {
        const executed = await this.commands.act(job, personId, personTrueUp, {
          type: 'AssessTrueUps',
          runId,
          personId,
          insurance,
          year,
          months: (months.get(personId) ?? []).map(({ basePaid: _, ...month }) => month),
          refundId: uuidOf(`true-up|${runId}|${personId}`),
          at: this.clock.now(),
        });
        return { personId, outcome: executed.outcome === 'rejected' ? executed.reason : 'done' };
      }),
    );
    // A crash before this line does the step again: whoever was adjusted is, once.
    await inTransaction(database.pool, (client) => writeOutcomes(client, runId, outcomes));
  }

  private async end({ runId }: Run, type: 'NoteRehearsed' | 'NoteCompleted'): Promise<void> {
    const sums = await sumsOf(this.database, runId, type === 'NoteRehearsed' ? 'rehearsed' : 'carriedOut');
    await this.commands.act(job, runId, trueUpRun, { type, runId, sums, at: this.clock.now() });
  }
}
