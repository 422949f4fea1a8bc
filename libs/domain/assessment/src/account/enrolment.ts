import type { Day } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountEnrolment, AccountState } from './account-state';
import type { AccountEvent, NotedEnrolment } from './contribution-account.events';

/** Registration has enrolled the person, moved them, or changed the scheme. */
export type NoteEnrolment = { readonly type: 'NoteEnrolment' } & NotedEnrolment;

/** Registration has ended the enrolment; `on` is the last day covered. */
export interface NoteEnrolmentEnd {
  readonly type: 'NoteEnrolmentEnd';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly on: Day;
}

/** Notes an enrolment, unless it stands already. */
export const noteEnrolment = (
  { type: _, ...enrolment }: NoteEnrolment,
  { enrolment: current }: AccountState,
): Outcome<AccountEvent, never> => {
  const stands =
    current?.district === enrolment.district &&
    current.from === enrolment.from &&
    schemeOf(current) === schemeOf(enrolment) &&
    current.endedOn === undefined;
  return stands ? accept() : accept({ type: 'EnrolmentNoted', data: enrolment });
};

/** Notes the end of the enrolment, once. */
export const noteEnrolmentEnd = (
  { personId, insurance, on }: NoteEnrolmentEnd,
  { enrolment }: AccountState,
): Outcome<AccountEvent, never> =>
  enrolment?.endedOn === on
    ? accept()
    : accept({ type: 'EnrolmentEndNoted', data: { personId, insurance, on } });

const schemeOf = (enrolment: NotedEnrolment | AccountEnrolment) =>
  enrolment.insurance === 'medical' ? enrolment.scheme : undefined;
