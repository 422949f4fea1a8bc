import { monthOf, type Month } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { EmployerCover, PersonEvent } from './person.events';
import type { PersonState } from './person-state';

/** The bureau has told of cover through an employer; `until` is its last month. */
export interface NoteEmployerCover {
  readonly type: 'NoteEmployerCover';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly from: Month;
  readonly until?: Month | undefined;
  /** The first month of the cover that was told wrongly: this one comes in its place. */
  readonly corrects?: Month | undefined;
}

/** The bureau takes back the cover that it told of as from this month. */
export interface WithdrawEmployerCover {
  readonly type: 'WithdrawEmployerCover';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly from: Month;
}

/** Why a cover is not noted or not withdrawn. */
export type EmployerCoverReason =
  'ends-before-start' | 'nothing-to-correct' | 'nothing-to-withdraw' | 'person-deceased';

type Decided = Outcome<PersonEvent, EmployerCoverReason>;
type CoverId = Pick<EmployerCover, 'insurance' | 'from'>;

/**
 * Notes the cover, or its new end; nobody is hired after the month of death. One that it corrects is
 * withdrawn after it, so that no month is open meanwhile.
 */
export const noteEmployerCover = (
  { personId, insurance, from, until, corrects = from }: NoteEmployerCover,
  { employerCovers, revision, diedOn }: PersonState,
): Decided => {
  if (until !== undefined && until < from) return reject('ends-before-start', { from });
  const cover = { insurance, from, ...(until === undefined ? {} : { until }) };
  const noted = employerCovers.find(startsAs(cover));
  const isDone = noted !== undefined && noted.until === until;
  const isWrong = corrects !== from && employerCovers.some(startsAs({ insurance, from: corrects }));
  if (corrects !== from && !isWrong && !isDone)
    return reject('nothing-to-correct', { coveredFrom: coveredFrom(insurance, employerCovers) });
  if (noted === undefined && diedOn !== undefined && from > monthOf(diedOn))
    return reject('person-deceased', { diedOn });
  const news: PersonEvent[] = [];
  const next = (): number => revision + news.length + 1;
  if (!isDone) news.push({ type: 'EmployerCoverNoted', data: { personId, ...cover, revision: next() } });
  if (isWrong)
    news.push({
      type: 'EmployerCoverWithdrawn',
      data: { personId, insurance, from: corrects, revision: next() },
    });
  return accept(...news);
};

/** Withdraws the cover, once. */
export const withdrawEmployerCover = (
  { personId, insurance, from }: WithdrawEmployerCover,
  { employerCovers, withdrawnCovers, revision }: PersonState,
): Decided => {
  const cover = { insurance, from };
  if (employerCovers.some(startsAs(cover)))
    return accept({ type: 'EmployerCoverWithdrawn', data: { personId, ...cover, revision: revision + 1 } });
  if (withdrawnCovers.some(startsAs(cover))) return accept();
  return reject('nothing-to-withdraw', { coveredFrom: coveredFrom(insurance, employerCovers) });
};

const coveredFrom = (insurance: Insurance, covers: readonly EmployerCover[]): Month[] =>
  covers.filter((noted) => noted.insurance === insurance).map(({ from }) => from);

/** The person after a cover was noted: of two from the same month the later one counts. */
export const withCover = (state: PersonState, { insurance, from, until }: EmployerCover): PersonState => {
  const others = withoutCover(state, { insurance, from });
  const cover = { insurance, from, ...(until === undefined ? {} : { until }) };
  return {
    ...others,
    employerCovers: [...others.employerCovers, cover],
    withdrawnCovers: state.withdrawnCovers.filter(isOther(cover)),
  };
};

/** The person after a cover was withdrawn. */
export const withoutCover = (state: PersonState, { insurance, from }: CoverId): PersonState => {
  const cover = { insurance, from };
  return {
    ...state,
    employerCovers: state.employerCovers.filter(isOther(cover)),
    withdrawnCovers: [...state.withdrawnCovers.filter(isOther(cover)), cover],
  };
};

const startsAs =
  ({ insurance, from }: CoverId) =>
  (cover: CoverId): boolean =>
    cover.insurance === insurance && cover.from === from;

const isOther =
  (cover: CoverId) =>
  (other: CoverId): boolean =>
    !startsAs(cover)(other);
