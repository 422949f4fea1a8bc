import { withoutOverlaps, type Day, type Period } from '@canbao/calendar';
import type { Enrolment, PersonState } from '@canbao/domain-registration';

type Shown<E extends Enrolment> = Omit<E, 'until' | 'reason'> & { readonly endedOn?: Day };

/** The enrolments as callers see them: the one of the day for each insurance, and all with their days. */
export const enrolmentsOn = ({ pension, medical, diedOn }: PersonState, today: Day): object => ({
  pension: shownOn(pension, today),
  medical: shownOn(medical, today),
  ...(diedOn === undefined ? {} : { diedOn }),
  periods: { pension: shownAll(pension), medical: shownAll(medical) },
});

/** The enrolment in force on the day, or else the next one, or else the last one. */
const shownOn = <E extends Enrolment>(enrolments: readonly E[], today: Day): Shown<E> | undefined => {
  const all = shownAll(enrolments);
  return all.find(({ endedOn = today }) => today <= endedOn) ?? all.at(-1);
};

const shownAll = <E extends Enrolment>(enrolments: readonly E[]): Shown<E>[] =>
  withoutOverlaps<E & Period>(enrolments).map(({ until, reason: _, ...enrolment }) => ({
    ...enrolment,
    ...(until === undefined ? {} : { endedOn: until }),
  }));
