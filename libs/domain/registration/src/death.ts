import type { Day } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import type { Bureau, PersonEvent } from './person.events';
import type { DeathReport, PersonState } from './person-state';

/** Records a death that either bureau reports, or puts the bureau's day right. */
export interface RecordDeath {
  readonly type: 'RecordDeath';
  readonly personId: string;
  readonly bureau: Bureau;
  readonly on: Day;
  readonly today: Day;
}

/** The bureau takes back the death that it reported: the person lives. */
export interface WithdrawDeath {
  readonly type: 'WithdrawDeath';
  readonly personId: string;
  readonly bureau: Bureau;
}

/** Why a death is not recorded or not withdrawn. */
export type DeathReason = 'death-in-future' | 'nothing-to-withdraw' | 'given-by-other-bureau';

type Decided = Outcome<PersonEvent, DeathReason>;

/** On any day up to today, whatever enrolments there are and however they ended; each report once. */
export const recordDeath = (
  { personId, bureau, on, today }: RecordDeath,
  { deaths, revision }: PersonState,
): Decided => {
  if (on > today) return reject('death-in-future', { today });
  if (deaths.some((report) => report.bureau === bureau && report.on === on)) return accept();
  return accept({ type: 'PersonDied', data: { personId, on, bureau, revision: revision + 1 } });
};

/**
 * Withdraws the bureau's own report; that of the other bureau stands. What ended for another reason stays
 * ended.
 */
export const withdrawDeath = ({ personId, bureau }: WithdrawDeath, state: PersonState): Decided => {
  const { deaths, withdrawnDeaths, revision } = state;
  const remaining = withoutReportOf(deaths, bureau);
  if (remaining.length === deaths.length) {
    if (withdrawnDeaths.includes(bureau)) return accept();
    return deaths.length === 0 ? reject('nothing-to-withdraw') : reject('given-by-other-bureau');
  }
  const diedOn = remaining.at(-1)?.on;
  const data = { personId, bureau, revision: revision + 1, ...(diedOn === undefined ? {} : { diedOn }) };
  return accept({ type: 'DeathWithdrawn', data });
};

/** The person after a report: it replaces the bureau's own. */
export const withDeath = (state: PersonState, { on, bureau }: DeathReport): PersonState => {
  const others = withoutReportOf(state.deaths, bureau);
  return {
    ...state,
    deaths: [...others, { on, bureau }],
    diedOn: on,
    withdrawnDeaths: state.withdrawnDeaths.filter((each) => each !== bureau),
  };
};

/** The person after the bureau has withdrawn its report. */
export const withoutDeath = (state: PersonState, bureau: Bureau): PersonState => {
  const { diedOn: _, ...others } = state;
  const deaths = withoutReportOf(state.deaths, bureau);
  const last = deaths.at(-1);
  return {
    ...others,
    deaths,
    withdrawnDeaths: [...state.withdrawnDeaths, bureau],
    ...(last === undefined ? {} : { diedOn: last.on }),
  };
};

const withoutReportOf = (deaths: readonly DeathReport[], bureau: Bureau): DeathReport[] =>
  deaths.filter((report) => report.bureau !== bureau);
