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
  ...coversOf(person, insurances),
  periods: Object.fromEntries(
    insurances.map((insurance) => [insurance, shownAll<Enrolment>(person[insurance])]),
  ),
});

/** The months that employers cover, by insurance; nothing where there are none. */
const coversOf = ({ employerCovers }: PersonState, insurances: readonly Insurance[]): object => {
  const shown = employerCovers
    .filter(({ insurance }) => insurances.includes(insurance))
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  if (shown.length === 0) return {};
  const byInsurance = Object.groupBy(shown, ({ insurance }) => insurance);
  const months = Object.entries(byInsurance).map(([insurance, covers]) => [
    insurance,
    covers.map(({ insurance: _, ...cover }) => cover),
  ]);
  return { employerCovers: Object.fromEntries(months) };
};

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
