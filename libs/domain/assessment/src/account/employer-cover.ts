import { monthsBetween, type Month } from '@canbao/calendar';
import { supersedes } from '@canbao/contracts';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent, EmployerCover, Revised } from './contribution-account.events';

/** A bureau has told registration of cover through an employer. */
export type NoteEmployerCover = EmployerCover &
  Revised & {
    readonly type: 'NoteEmployerCover';
    readonly personId: string;
    readonly insurance: Insurance;
  };

/** The bureau has withdrawn the cover that began with this month. */
export type NoteEmployerCoverWithdrawal = Revised & {
  readonly type: 'NoteEmployerCoverWithdrawal';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly from: Month;
};

/** Notes the cover, or its new end; a report that arrives after a later one of the cover is left aside. */
export const noteEmployerCover = (
  { type: _, ...cover }: NoteEmployerCover,
  state: AccountState,
): Outcome<AccountEvent, never> => {
  const noted = state.employerCovers.find(({ from }) => from === cover.from);
  const isKnown = cover.revision === undefined && noted !== undefined && noted.until === cover.until;
  return isKnown || !isNews(cover, state) ? accept() : accept({ type: 'EmployerCoverNoted', data: cover });
};

/** Notes the withdrawal, once, even before the report that it withdraws. */
export const noteEmployerCoverWithdrawal = (
  { type: _, ...cover }: NoteEmployerCoverWithdrawal,
  state: AccountState,
): Outcome<AccountEvent, never> =>
  isNews(cover, state) ? accept({ type: 'EmployerCoverWithdrawalNoted', data: cover }) : accept();

const isNews = ({ from, revision }: CoverFact, { coverRevisions }: AccountState): boolean =>
  supersedes(revision, coverRevisions[from] ?? 0);

type CoverFact = Revised & Pick<EmployerCover, 'from'>;

/** The account after a cover was noted: of two from the same month the later one counts. */
export const withEmployerCover = (
  state: AccountState,
  { from, until, revision }: EmployerCover & Revised,
): AccountState => {
  const others = withoutEmployerCover(state, { from, revision });
  const cover = { from, ...(until === undefined ? {} : { until }) };
  return { ...others, employerCovers: [...others.employerCovers, cover] };
};

/** The account after a cover was withdrawn. */
export const withoutEmployerCover = (
  state: AccountState,
  { from, revision = 0 }: CoverFact,
): AccountState => ({
  ...state,
  employerCovers: state.employerCovers.filter((noted) => noted.from !== from),
  coverRevisions: { ...state.coverRevisions, [from]: revision },
});

/** Whether an employer covers the month. */
export const isCovered = ({ employerCovers }: AccountState, month: Month): boolean =>
  employerCovers.some(({ from, until = month }) => from <= month && month <= until);

/** The months up to `last` that employers cover. */
export const coveredMonths = ({ employerCovers }: AccountState, last: Month): Month[] => [
  ...new Set(
    employerCovers.flatMap(({ from, until = last }) => monthsBetween(from, until < last ? until : last)),
  ),
];
