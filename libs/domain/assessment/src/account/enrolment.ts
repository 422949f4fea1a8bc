import { endedOn, monthOf, withCorrectedPeriod, withPeriod, type Month } from '@canbao/calendar';
import { accept, canonicalJson, type Outcome } from '@canbao/event-sourcing';
import type { AccountEnrolment, AccountState } from './account-state';
import type {
  AccountEvent,
  NotedEnrolment,
  NotedEnrolmentEnd,
  NotedEnrolments,
} from './contribution-account.events';

/** Registration has enrolled the person, moved them, or changed the scheme. */
export type NoteEnrolment = { readonly type: 'NoteEnrolment' } & NotedEnrolment;

/** Registration has ended the enrolment; `on` is the last day covered. */
export type NoteEnrolmentEnd = { readonly type: 'NoteEnrolmentEnd' } & NotedEnrolmentEnd;

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
  enrolments: enrolments.map(({ scheme, ...enrolment }) =>
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
  const { until: _until, reason: _reason, ...asTold } = standing;
  const after = withPeriod<AccountEnrolment>(enrolments, asTold);
  return after.find(({ from }) => from === standing.from)?.until !== standing.until;
};

/** Notes the end of the enrolment and its reason, once. */
export const noteEnrolmentEnd = (
  { type: _, ...end }: NoteEnrolmentEnd,
  { enrolments }: AccountState,
): Outcome<AccountEvent, never> => {
  const last = enrolments.at(-1);
  return last?.until === end.on && last.reason === end.reason
    ? accept()
    : accept({ type: 'EnrolmentEndNoted', data: end });
};

/** The account after its enrolment ended. */
export const withEnrolmentEnd = (
  state: AccountState,
  { on, reason }: Pick<NotedEnrolmentEnd, 'on' | 'reason'>,
): AccountState => ({
  ...state,
  enrolments: endedOn(state.enrolments, on).map((enrolment): AccountEnrolment => {
    if (enrolment.until !== on) return enrolment;
    const { reason: _, ...ended } = enrolment;
    return reason === undefined ? ended : { ...ended, reason };
  }),
});

/** Reasons that say by themselves whose the later months are not; a death and a job are told as facts. */
const ends = ['retired', 'transferred-out', 'left-country', 'stopped'] as const;

/**
 * Why nothing is due for the month: it is after that of the end of the last enrolment. A month between two
 * enrolments can be paid under the later one.
 */
export const endBefore = ({ enrolments }: AccountState, month: Month): (typeof ends)[number] | undefined => {
  const { until, reason } = enrolments.at(-1) ?? {};
  return until !== undefined && month > monthOf(until) ? ends.find((each) => each === reason) : undefined;
};

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
