import { monthsBetween, type Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent, EmployerCover } from './contribution-account.events';

/** A bureau has told registration of cover through an employer. */
export type NoteEmployerCover = EmployerCover & {
  readonly type: 'NoteEmployerCover';
  readonly personId: string;
  readonly insurance: Insurance;
};

/** Notes the cover, or its new end. */
export const noteEmployerCover = (
  { type: _, ...cover }: NoteEmployerCover,
  { employerCovers }: AccountState,
): Outcome<AccountEvent, never> => {
  const noted = employerCovers.find(({ from }) => from === cover.from);
  return noted !== undefined && noted.until === cover.until
    ? accept()
    : accept({ type: 'EmployerCoverNoted', data: cover });
};

/** The account after a cover was noted: of two from the same month the later one counts. */
export const withEmployerCover = (state: AccountState, { from, until }: EmployerCover): AccountState => ({
  ...state,
  employerCovers: [
    ...state.employerCovers.filter((noted) => noted.from !== from),
    { from, ...(until === undefined ? {} : { until }) },
  ],
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
