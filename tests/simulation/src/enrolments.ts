import type { Day } from '@canbao/calendar';
import type { District, Scheme } from '@canbao/vocabulary';

/** Two districts with different banks (guide G2.1.3). */
export const districts: readonly District[] = ['370102', '370117'];

/** A medical enrolment as the department has it in its own file. */
export interface FiledEnrolment {
  readonly from: Day;
  readonly until?: Day;
  readonly district: District;
  readonly scheme: Scheme;
}

/**
 * The file after an enrolment: it holds until the next begins, and replaces one of the same day. A change
 * keeps the end that is planned for what it changes; the same filed again from its first day has none.
 */
export const enrolled = (file: readonly FiledEnrolment[], enrolment: FiledEnrolment): FiledEnrolment[] => {
  const others = file.filter(({ from }) => from !== enrolment.from);
  const same = file.find(({ from }) => from === enrolment.from);
  const isAgain = same?.district === enrolment.district && same.scheme === enrolment.scheme;
  const former = (isAgain ? others : file).findLast(({ from }) => from <= enrolment.from);
  const end = former?.until;
  const filed = end === undefined || end < enrolment.from ? enrolment : { ...enrolment, until: end };
  return [...others, filed].sort((a, b) => (a.from < b.from ? -1 : 1));
};

/** The file after one enrolment was put right. */
export const corrected = (
  file: readonly FiledEnrolment[],
  wrong: FiledEnrolment,
  right: FiledEnrolment,
): FiledEnrolment[] =>
  [...file.filter(({ from }) => from !== wrong.from && from !== right.from), right].sort((a, b) =>
    a.from < b.from ? -1 : 1,
  );

/** The file after an end: the one planned before is no longer written anywhere. */
export const ended = (file: readonly FiledEnrolment[], on: Day): FiledEnrolment[] => {
  const begun = file.filter(({ from }) => from <= on);
  const planned = file.at(-1)?.until;
  return begun.map((enrolment, index) => {
    const ends = index === begun.length - 1 || (planned !== undefined && enrolment.until === planned);
    return ends ? { ...enrolment, until: on } : enrolment;
  });
};

/** What the file says about a day: district and scheme; nothing when the person is not enrolled on it. */
export const filedOn = (file: readonly FiledEnrolment[], on: Day): string => {
  const last = file.findLast(({ from }) => from <= on);
  return last === undefined || (last.until !== undefined && last.until < on)
    ? 'not enrolled'
    : `${last.district} ${last.scheme}`;
};
