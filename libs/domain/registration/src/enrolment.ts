import { periodOn, withPeriod, type Day, type Month } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import type { District, Scheme } from '@canbao/vocabulary';
import type { PersonEvent, RemovalReason } from './person.events';
import type { Enrolment, MedicalEnrolment, PersonState } from './person-state';

/**
 * Enrols for one insurance, moves to another district, or changes the scheme, from a day on: until then the
 * enrolment of before stays in force. `corrects` is the first day of an enrolment that was recorded wrongly.
 */
export type Enrol = {
  readonly personId: string;
  readonly district: District;
  readonly from: Day;
  readonly corrects?: Day | undefined;
} & (
  | { readonly type: 'EnrolPension' }
  | {
      readonly type: 'EnrolMedical';
      readonly scheme: Scheme;
      /** The bureau's word: cover ran, and was paid through this month, before the record began. */
      readonly paidThrough?: Month | undefined;
    }
);

/** Ends one enrolment (减员, 停缴), or puts its end right; `on` is the last day covered. */
export interface EndEnrolment {
  readonly type: 'EndPension' | 'EndMedical';
  readonly personId: string;
  readonly on: Day;
  readonly reason: RemovalReason;
  /** An end recorded before is wrong, and this one replaces it. */
  readonly replaces?: boolean;
}

/** Why an enrolment or its end is refused. */
export type EnrolmentReason = 'person-deceased' | 'nothing-to-correct' | 'not-enrolled' | 'ends-before-start';

type Decided = Outcome<PersonEvent, EnrolmentReason>;

/** Records the enrolment, unless it stands already; the dead cannot be enrolled. */
export const enrol = (command: Enrol, state: PersonState): Decided => {
  if (state.diedOn !== undefined) return reject('person-deceased', { diedOn: state.diedOn });
  const { from, corrects } = command;
  const enrolments = command.type === 'EnrolPension' ? state.pension : state.medical;
  const standing = enrolments.find((enrolment) => enrolment.from === from);
  if (corrects !== undefined) return correct(command, enrolments, standing);
  if (tellsPaidThrough(command, state)) return accept(enrolled(command));
  const stands = standing !== undefined && isSame(command, standing) && !isReopened(standing, enrolments);
  return stands ? accept() : accept(enrolled(command));
};

const tellsPaidThrough = (command: Enrol, { paidThrough }: PersonState): boolean =>
  command.type === 'EnrolMedical' && command.paidThrough !== undefined && command.paidThrough !== paidThrough;

const correct = (
  command: Enrol,
  enrolments: readonly Enrolment[],
  standing: Enrolment | undefined,
): Decided => {
  const { from, corrects } = command;
  const former = enrolments.find((enrolment) => enrolment.from === corrects);
  const isDone = standing !== undefined && isSame(command, standing);
  if (isDone && (former === undefined || former === standing)) return accept();
  if (former === undefined)
    return reject('nothing-to-correct', { enrolledFrom: enrolments.map((enrolment) => enrolment.from) });
  if (former.until !== undefined && former.until < from) return reject('ends-before-start', { from });
  return accept(enrolled(command));
};

/** Told as it was, an enrolment that has ended begins again; one that only keeps a planned end stands. */
const isReopened = (standing: Enrolment, enrolments: readonly Enrolment[]): boolean => {
  const { until: _until, reason: _reason, ...asTold } = standing;
  const after = withPeriod<Enrolment>(enrolments, asTold);
  return after.find(({ from }) => from === standing.from)?.until !== standing.until;
};

const isSame = (command: Enrol, enrolment: Enrolment): boolean =>
  command.district === enrolment.district &&
  (command.type === 'EnrolPension' || command.scheme === (enrolment as MedicalEnrolment).scheme);

const enrolled = (command: Enrol): PersonEvent => {
  const { personId, district, from, corrects } = command;
  const data = { personId, district, from, ...(corrects === undefined ? {} : { corrects }) };
  if (command.type === 'EnrolPension') return { type: 'PensionEnrolled', data };
  const { scheme, paidThrough } = command;
  const carried = paidThrough === undefined ? {} : { paidThrough };
  return { type: 'MedicalEnrolled', data: { ...data, scheme, ...carried } };
};

/** Records the end of the enrolment that is in force on that day; enrolments that begin later go with it. */
export const endEnrolment = (command: EndEnrolment, state: PersonState): Decided => {
  const { personId, on, reason, replaces = false } = command;
  const enrolments: readonly Enrolment[] = command.type === 'EndPension' ? state.pension : state.medical;
  const [first] = enrolments;
  const last = enrolments.at(-1);
  if (first === undefined || last === undefined) return reject('not-enrolled');
  if (last.until === on && (!replaces || last.reason === reason)) return accept();
  if (last.until !== undefined && !replaces) return reject('not-enrolled', { endedOn: last.until });
  if (on < first.from || (!replaces && periodOn(enrolments, on) === undefined))
    return reject('ends-before-start', { from: on < first.from ? first.from : last.from });
  return accept({
    type: command.type === 'EndPension' ? 'PensionEnrolmentEnded' : 'MedicalEnrolmentEnded',
    data: { personId, on, reason },
  });
};
