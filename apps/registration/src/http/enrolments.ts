import { withoutOverlaps, type Day, type Period } from '@canbao/calendar';
import type { Enrolment, PersonState } from '@canbao/domain-registration';
import type { Insurance } from '@canbao/vocabulary';

/** The enrolment of the day for each insurance, without its history. */
export const currentOn = (
  person: PersonState,
  insurances: readonly Insurance[],
  today: Day,
): Readonly<Partial<Record<Insurance, Shown<Enrolment>>>> =>
  Object.fromEntries(
    insurances.flatMap((insurance) => {
      const shown = shownOn<Enrolment>(person[insurance], today);
      return shown === undefined ? [] : [[insurance, shown]];
    }),
  );

type Shown<E extends Enrolment> = Omit<E, 'until' | 'reason'> & { readonly endedOn?: Day };

/**
 * The enrolments for some insurances as callers see them: the one of the day for each, and all with their
 * days.
 */
export const enrolmentsOn = (person: PersonState, insurances: readonly Insurance[], today: Day): object => ({
  ...Object.fromEntries(
    insurances.map((insurance) => [insurance, shownOn<Enrolment>(person[insurance], today)]),
  ),
  ...(person.diedOn === undefined ? {} : { diedOn: person.diedOn }),
  periods: Object.fromEntries(
    insurances.map((insurance) => [insurance, shownAll<Enrolment>(person[insurance])]),
  ),
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
