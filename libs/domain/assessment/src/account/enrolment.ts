import { withCorrectedPeriod, withPeriod, type Day } from '@canbao/calendar';
import { accept, canonicalJson, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountEnrolment, AccountState } from './account-state';
import type { AccountEvent, NotedEnrolment, NotedEnrolments } from './contribution-account.events';

/** Registration has enrolled the person, moved them, or changed the scheme. */
export type NoteEnrolment = { readonly type: 'NoteEnrolment' } & NotedEnrolment;

/** Registration has ended the enrolment; `on` is the last day covered. */
export interface NoteEnrolmentEnd {
  readonly type: 'NoteEnrolmentEnd';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly on: Day;
}

/** Registration tells all enrolments for the insurance anew. */
export type NoteEnrolments = { readonly type: 'NoteEnrolments' } & NotedEnrolments;

/** Notes the enrolments, unless they are those that are known. */
export const noteEnrolments = (
  { type: _, ...noted }: NoteEnrolments,
  state: AccountState,
): Outcome<AccountEvent, never> =>
  canonicalJson(withEnrolments(state, noted).enrolments) === canonicalJson(state.enrolments)
    ? accept()
    : accept({ type: 'EnrolmentsNoted', data: noted });

/** The account after all enrolments were noted anew. */
export const withEnrolments = (
  state: AccountState,
  { insurance, enrolments }: NotedEnrolments,
): AccountState => ({
  ...state,
  enrolments: enrolments.map(({ scheme, reason: _, ...enrolment }) =>
    insurance === 'medical' && scheme !== undefined
      ? { insurance: 'medical', scheme, ...enrolment }
      : { insurance: 'pension', ...enrolment },
  ),
});

/** Notes an enrolment, unless it stands already. */
export const noteEnrolment = (
  { type: _, ...enrolment }: NoteEnrolment,
  { enrolments, paidThrough }: AccountState,
): Outcome<AccountEvent, never> => {
  const { from, corrects } = enrolment;
  const standing = enrolments.find((noted) => noted.from === from);
  const isSame = standing?.district === enrolment.district && schemeOf(standing) === schemeOf(enrolment);
  const isCorrected = corrects === from || enrolments.every((noted) => noted.from !== corrects);
  const tells = enrolment.paidThrough !== undefined && enrolment.paidThrough !== paidThrough;
  const stands =
    !tells && isSame && (corrects === undefined ? !isReopened(standing, enrolments) : isCorrected);
  return stands ? accept() : accept({ type: 'EnrolmentNoted', data: enrolment });
};

/** Told as it was, an enrolment that has ended begins again; one that only keeps a planned end stands. */
const isReopened = (standing: AccountEnrolment, enrolments: readonly AccountEnrolment[]): boolean => {
  const { until: _, ...asTold } = standing;
  const after = withPeriod<AccountEnrolment>(enrolments, asTold);
  return after.find(({ from }) => from === standing.from)?.until !== standing.until;
};

/** Notes the end of the enrolment, once. */
export const noteEnrolmentEnd = (
  { personId, insurance, on }: NoteEnrolmentEnd,
  { enrolments }: AccountState,
): Outcome<AccountEvent, never> =>
  enrolments.at(-1)?.until === on
    ? accept()
    : accept({ type: 'EnrolmentEndNoted', data: { personId, insurance, on } });

/** The account after an enrolment was noted: it holds from its first day on, or puts a former one right. */
export const withEnrolment = (
  state: AccountState,
  { personId: _, corrects, paidThrough, ...enrolment }: NotedEnrolment,
): AccountState => ({
  ...state,
  ...(paidThrough === undefined ? {} : { paidThrough }),
  enrolments:
    corrects === undefined
      ? withPeriod(state.enrolments, enrolment)
      : withCorrectedPeriod(state.enrolments, corrects, enrolment),
});

const schemeOf = (enrolment: NotedEnrolment | AccountEnrolment) =>
  enrolment.insurance === 'medical' ? enrolment.scheme : undefined;
