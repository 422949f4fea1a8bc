import {
  payability,
  payabilityStream,
  paymentOrderEvents,
  trueUpRun,
  trueUpRunEvents,
  type AdjustedMonth,
  type RunSums,
  type TrueUpRunState,
} from '@canbao/domain-payment';
import { fold } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import { monthTrueUp, type PaidPensionMonth } from '@canbao/rules';
import { uuidOf, type Commands } from '@canbao/service-kit';
import type { Process } from '../scheduler';
import { rules } from '../services';
import type { Setting } from '../setting';
import type { Tables } from '../tables';
import { adjusting, leftOut } from './mistaken-true-ups';
import type { TrueUpWork } from './true-up-works';

const job = 'true-ups';
/** People of one step: few, so that a run has many. */
const peopleMax = 2;

type Run = NonNullable<TrueUpRunState['opened']>;

/** Where the runs stand, as the read model has them. */
export const runsIn = ({ streams }: Tables): TrueUpRunState[] =>
  [...streams].flatMap(([stream, events]) =>
    stream.startsWith('true-up-run-')
      ? [events.filter(trueUpRunEvents.has).reduce(trueUpRun.evolve, trueUpRun.initial)]
      : [],
  );

const isWorking = ({ status, isStopped }: TrueUpRunState): boolean =>
  !isStopped && (status === 'rehearsing' || status === 'activating');

/** Whether a run is not at its end. */
export const hasTrueUpsToDo = (tables: Tables): boolean =>
  runsIn(tables).some(({ status }) => status !== 'completed');

/**
 * Rehearses true-ups and carries them out, in steps, as the job of payment does. Nothing keeps the other
 * instance out: both may do the same step.
 */
export const runTrueUps = async (setting: Setting, process: Process, commands: Commands): Promise<void> => {
  const { scheduler, tables } = setting;
  for (;;) {
    await scheduler.sleep(process, setting.pollMs);
    const run = runsIn(tables.payment).find(isWorking);
    if (run?.opened === undefined) continue;
    await (run.status === 'rehearsing'
      ? rehearse(setting, process, commands, run.opened)
      : carryOut(setting, process, commands, run.opened));
  }
};

const workOn = ({ trueUpWorks }: Setting, { runId }: Run): TrueUpWork => {
  const work = trueUpWorks.get(runId) ?? { leftOut: new Map(), outcomes: new Map() };
  trueUpWorks.set(runId, work);
  return work;
};

const rehearse = async (setting: Setting, process: Process, commands: Commands, run: Run): Promise<void> => {
  const { scheduler, tables, bugs } = setting;
  await scheduler.turn(process);
  const work = workOn(setting, run);
  work.months ??= monthsOutside(tables.payment, run);
  const people = [...work.months.keys()].filter((personId) => !work.leftOut.has(personId));
  if (people.length === 0) return end(setting, commands, run, work, 'NoteRehearsed');
  for (const personId of people.slice(0, peopleMax)) {
    const streams = [payabilityStream(personId)];
    const known = fold(payability, streams, tables.payment.load(streams)).payability;
    work.leftOut.set(personId, leftOut(bugs)(known, run.insurance));
  }
};

const carryOut = async (setting: Setting, process: Process, commands: Commands, run: Run): Promise<void> => {
  const { scheduler, clock, bugs } = setting;
  const { runId, insurance, year } = run;
  const work = workOn(setting, run);
  const people = [...work.leftOut].flatMap(([personId, because]) =>
    because === undefined && !work.outcomes.has(personId) ? [personId] : [],
  );
  if (people.length === 0) return end(setting, commands, run, work, 'NoteCompleted');
  const outcomes = await Promise.all(
    people.slice(0, peopleMax).map(async (personId): Promise<[string, string]> => {
      const executed = await commands.act(job, personId, adjusting(bugs), {
        type: 'AssessTrueUps',
        runId,
        personId,
        insurance,
        year,
        months: work.months?.get(personId) ?? [],
        refundId: uuidOf(`true-up|${runId}|${personId}`),
        at: clock.now(),
      });
      return [personId, executed.outcome === 'rejected' ? executed.reason : 'done'];
    }),
  );
  // Whoever dies before this has the step done again.
  await scheduler.turn(process);
  for (const [personId, outcome] of outcomes) work.outcomes.set(personId, outcome);
};

const end = async (
  { clock }: Setting,
  commands: Commands,
  { runId }: Run,
  work: TrueUpWork,
  type: 'NoteRehearsed' | 'NoteCompleted',
): Promise<void> => {
  const because = type === 'NoteRehearsed' ? work.leftOut : work.outcomes;
  const sums = sumsOf(work, because);
  await commands.act(job, runId, trueUpRun, { type, runId, sums, at: clock.now() });
};

const sumsOf = ({ months }: TrueUpWork, outcomes: ReadonlyMap<string, string | undefined>): RunSums => {
  const told = [...outcomes].map(([personId, because]) => ({
    because: because === 'done' ? undefined : because,
    months: months?.get(personId) ?? [],
  }));
  const own = told.filter(({ because }) => because === undefined);
  const total = (wanted: AdjustedMonth['direction']) =>
    sum(
      own.flatMap((person) =>
        person.months.filter(({ direction }) => direction === wanted).map(({ amount }) => amount),
      ),
    );
  const leftOut: Record<string, number> = {};
  for (const { because } of told) if (because !== undefined) leftOut[because] = (leftOut[because] ?? 0) + 1;
  return { people: own.length, charge: total('charge'), refund: total('refund'), leftOut };
};

type Paid = PaidPensionMonth & { readonly personId: string; readonly orderId: string };

/** The last word about each month up to where the run was opened, and what the rules say of it. */
const monthsOutside = ({ log }: Tables, run: Run): ReadonlyMap<string, readonly AdjustedMonth[]> => {
  const paid = new Map<string, Paid>();
  const known = log.filter(({ position }) => position <= BigInt(run.upTo));
  for (const { type, data } of known.filter(paymentOrderEvents.has)) {
    if (type === 'PensionMonthsSettled') {
      const { personId, orderId } = data;
      for (const month of data.months)
        paid.set(`${personId} ${month.month}`, { ...month, personId, orderId });
    }
    if (type === 'MonthReopened' && data.insurance === 'pension' && data.item === undefined)
      paid.delete(`${data.personId} ${data.month}`);
    if (type === 'TrueUpsAssessed')
      for (const { month } of data.months) paid.delete(`${data.personId} ${month}`);
  }
  const adjusted = [...paid.values()].flatMap(({ personId, orderId, ...month }) => {
    const trueUp = monthTrueUp(rules, run, month);
    const isOfYear = month.month.startsWith(`${run.year}-`);
    return trueUp === undefined || !isOfYear ? [] : [{ personId, month: { ...trueUp, orderId } }];
  });
  const byPerson = [...Map.groupBy(adjusted, ({ personId }) => personId)];
  return new Map(
    byPerson
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([personId, months]) => [personId, months.map(({ month }) => month)]),
  );
};
