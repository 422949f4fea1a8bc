import type { Day } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import type { Bureau, PersonEvent, RemovalReason } from './person.events';
import type { DeathReport, Enrolment, PersonState } from './person-state';

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
 * ended. A report stored without its bureau may be withdrawn by either.
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
  return accept<PersonEvent>({ type: 'DeathWithdrawn', data }, ...reopened(personId, bureau, state));
};

/** Deaths stored as the end of an enrolment have ended it: it goes on as before. */
const reopened = (personId: string, bureau: Bureau, { pension, medical }: PersonState): PersonEvent[] => {
  if (bureau === 'hrss')
    return endedByDeath(pension).map(({ district, from }) => ({
      type: 'PensionEnrolled',
      data: { personId, district, from },
    }));
  return endedByDeath(medical).map(({ district, scheme, from }) => ({
    type: 'MedicalEnrolled',
    data: { personId, district, scheme, from },
  }));
};

const endedByDeath = <E extends Enrolment>(enrolments: readonly E[]): E[] =>
  enrolments.slice(-1).filter(({ reason }) => reason === 'death');

/** The person after a report: it replaces the bureau's own, and one that was stored without its bureau. */
export const withDeath = (state: PersonState, { on, bureau }: DeathReport): PersonState => {
  const others = bureau === undefined ? [] : withoutReportOf(state.deaths, bureau);
  const report = { on, ...(bureau === undefined ? {} : { bureau }) };
  return {
    ...state,
    deaths: [...others, report],
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

/** Deaths were stored as the reason of an end before they were facts of their own. */
export const withDeathAsEnd = (
  state: PersonState,
  bureau: Bureau,
  { on, reason }: { readonly on: Day; readonly reason: RemovalReason },
): PersonState => (reason === 'death' ? withDeath(state, { on, bureau }) : state);

const withoutReportOf = (deaths: readonly DeathReport[], bureau: Bureau): DeathReport[] =>
  deaths.filter((report) => report.bureau !== undefined && report.bureau !== bureau);
