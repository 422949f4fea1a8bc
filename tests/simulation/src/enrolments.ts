import type { Day } from '@canbao/calendar';
import type { District, Scheme } from '@canbao/vocabulary';

/** A medical enrolment as the department has it in its own file. */
export interface FiledEnrolment {
  readonly from: Day;
  readonly until?: Day;
  readonly district: District;
  readonly scheme: Scheme;
}

/** The file after an enrolment: it holds until the next begins, and replaces one of the same day. */
export const enrolled = (file: readonly FiledEnrolment[], enrolment: FiledEnrolment): FiledEnrolment[] =>
  [...file.filter(({ from }) => from !== enrolment.from), enrolment].sort((a, b) =>
    a.from < b.from ? -1 : 1,
  );

/** The file after one enrolment was put right. */
export const corrected = (
  file: readonly FiledEnrolment[],
  wrong: FiledEnrolment,
  right: FiledEnrolment,
): FiledEnrolment[] =>
  [...file.filter(({ from }) => from !== wrong.from && from !== right.from), right].sort((a, b) =>
    a.from < b.from ? -1 : 1,
  );

/** The file after an end. */
export const ended = (file: readonly FiledEnrolment[], on: Day): FiledEnrolment[] => {
  const begun = file.filter(({ from }) => from <= on);
  return begun.map((enrolment, index) =>
    index === begun.length - 1 ? { ...enrolment, until: on } : enrolment,
  );
};

/** What the file says about a day: district and scheme; nothing when the person is not enrolled on it. */
export const filedOn = (file: readonly FiledEnrolment[], on: Day): string => {
  const last = file.findLast(({ from }) => from <= on);
  return last === undefined || (last.until !== undefined && last.until < on)
    ? 'not enrolled'
    : `${last.district} ${last.scheme}`;
};
