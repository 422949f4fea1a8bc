import {
  day,
  dayOf,
  lastDayOf,
  monthOf,
  plusMonths,
  withoutOverlaps,
  type Day,
  type Instant,
} from '@canbao/calendar';
import { accept, canonicalJson, reject, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import { evolve } from '../evolve';
import type { PersonEvent } from '../person.events';
import type { AnyEnrolment, PersonState } from '../person-state';
import { contradictions } from './contradictions';
import { bySequence, effective, insuranceOf, isNumbered } from './effective';
import type { Bureau, BureauMessage } from './message.events';
import { enrolmentsBy } from './register';
import { coversOf } from './timeline';

/** A message of a bureau's feed (登记变更推送), through whichever door it came. */
export interface TakeMessage {
  readonly type: 'TakeMessage';
  readonly personId: string;
  readonly message: BureauMessage;
  readonly at: Instant;
}

/** Why a message is none. */
export type MessageReason =
  | 'date-before-records'
  | 'date-in-future'
  | 'death-in-future'
  | 'scheme-required'
  | 'not-of-this-insurance'
  | 'names-no-message';

/** Configuration: pension insurance of people on their own is not older. */
const recordsBegin = day('1992-01-01');

/**
 * Takes a message once. What it changes is what its facts change, together with all others that are known; so
 * the same messages in any order lead to the same registration. What contradicts another fact opens a case.
 */
export const takeMessage = (
  { personId, message, at }: TakeMessage,
  state: PersonState,
): Outcome<PersonEvent, MessageReason> => {
  const known = state.messages.filter(isNumbered(message));
  if (known.some(({ counts: _, ...other }) => canonicalJson(other) === canonicalJson(message)))
    return accept();
  const because = refusalOf(message, dayOf(at));
  if (because !== undefined) return reject(because, { businessDate: message.businessDate });
  const taken: PersonEvent = {
    type: known.length > 0 ? 'BureauMessageConflicted' : 'BureauMessageTaken',
    data: { personId, ...message, takenAt: at },
  };
  return accept(taken, ...changes(personId, message, state, evolve(state, taken)));
};

const refusalOf = ({ bureau, messageNo, businessDate, change, corrects }: BureauMessage, today: Day) => {
  if (businessDate < recordsBegin) return 'date-before-records';
  if (change.kind === 'death' && businessDate > today) return 'death-in-future';
  // Configuration: a change is told at most a month ahead.
  if (businessDate > lastDayOf(plusMonths(monthOf(today), 1))) return 'date-in-future';
  const isMedical = insuranceOf(bureau) === 'medical';
  const scheme = 'scheme' in change ? change.scheme : undefined;
  if (!isMedical && scheme !== undefined) return 'not-of-this-insurance';
  if (isMedical && 'district' in change && change.kind !== 'moved' && scheme === undefined)
    return 'scheme-required';
  if (corrects === messageNo || (change.kind === 'withdrawn' && corrects === undefined))
    return 'names-no-message';
  return undefined;
};

/** The events that bring the person from the one state of knowledge to the other. */
const changes = (
  personId: string,
  message: BureauMessage,
  before: PersonState,
  after: PersonState,
): PersonEvent[] => {
  const { bureau } = message;
  const insurance = insuranceOf(bureau);
  const revised = [
    ...coverChanges(personId, insurance, before, after),
    ...deathChanges(personId, bureau, before, after),
  ].map((revise, index) => revise(before.revision + 1 + index));
  return [...enrolmentChanges(personId, message, insurance, after), ...revised];
};

/** In the words of a single change where they say it; else all enrolments anew. */
const enrolmentChanges = (
  personId: string,
  message: BureauMessage,
  insurance: Insurance,
  state: PersonState,
): PersonEvent[] => {
  const enrolments = enrolmentsBy(state, insurance);
  if (isSame(enrolments, state[insurance])) return [];
  const single = singleChange(personId, message, insurance, enrolments);
  const says = single !== undefined && isSame(evolve(state, single)[insurance], enrolments);
  return [says ? single : { type: 'EnrolmentsRestated', data: { personId, insurance, enrolments } }];
};

const isSame = (a: readonly AnyEnrolment[], b: readonly AnyEnrolment[]): boolean =>
  canonicalJson(withoutOverlaps(a)) === canonicalJson(withoutOverlaps(b));

const singleChange = (
  personId: string,
  { change }: BureauMessage,
  insurance: Insurance,
  enrolments: readonly AnyEnrolment[],
): PersonEvent | undefined => {
  const last = enrolments.at(-1);
  if (last === undefined) return undefined;
  const { district, scheme, from, until, reason } = last;
  if (until !== undefined) {
    if (reason === undefined) return undefined;
    const type = insurance === 'pension' ? 'PensionEnrolmentEnded' : 'MedicalEnrolmentEnded';
    return { type, data: { personId, on: until, reason } };
  }
  if (change.kind === 'withdrawn') return undefined;
  const enrolled = { personId, district, from };
  return scheme === undefined
    ? { type: 'PensionEnrolled', data: enrolled }
    : { type: 'MedicalEnrolled', data: { ...enrolled, scheme } };
};

type Revise = (revision: number) => PersonEvent;

const coverChanges = (
  personId: string,
  insurance: Insurance,
  before: PersonState,
  after: PersonState,
): Revise[] => {
  const [former, now] = [before, after].map(({ messages }) =>
    coversOf(effective(messages).filter(({ bureau }) => insuranceOf(bureau) === insurance)),
  ) as [ReturnType<typeof coversOf>, ReturnType<typeof coversOf>];
  const noted = before.employerCovers.filter((cover) => cover.insurance === insurance);
  const gone = former.filter(({ from }) => !now.some((cover) => cover.from === from));
  const news = now.filter(
    (cover) => !former.some(({ from, until }) => from === cover.from && until === cover.until),
  );
  return [
    ...gone
      .filter(({ from }) => noted.some((cover) => cover.from === from))
      .map(({ from }): Revise => (revision) => ({
        type: 'EmployerCoverWithdrawn',
        data: { personId, insurance, from, revision },
      })),
    ...news
      .filter(({ from, until }) => !noted.some((cover) => cover.from === from && cover.until === until))
      .map((cover): Revise => (revision) => ({
        type: 'EmployerCoverNoted',
        data: { personId, insurance, ...cover, revision },
      })),
  ];
};

/** The day of death that a bureau's messages tell: of several the last one told. */
const deathBy = ({ messages }: PersonState, bureau: Bureau): Day | undefined =>
  effective(messages)
    .filter((message) => message.bureau === bureau && message.change.kind === 'death')
    .toSorted(bySequence)
    .at(-1)?.businessDate;

/** Of two bureaus' days the earlier counts until one is put right: nobody is to pay in between. */
const deathChanges = (
  personId: string,
  bureau: Bureau,
  before: PersonState,
  after: PersonState,
): Revise[] => {
  const on = deathBy(after, bureau);
  if (on === deathBy(before, bureau)) return [];
  const others = before.deaths.filter((report) => report.bureau !== bureau);
  const died =
    (report: { readonly on: Day; readonly bureau: Bureau }): Revise =>
    (revision) => ({ type: 'PersonDied', data: { personId, ...report, revision } });
  if (on !== undefined) return [died({ on, bureau }), ...others.filter((other) => other.on < on).map(died)];
  if (before.deaths.every((report) => report.bureau !== bureau)) return [];
  const diedOn = others.at(-1)?.on;
  return [
    (revision) => ({
      type: 'DeathWithdrawn',
      data: { personId, bureau, revision, ...(diedOn === undefined ? {} : { diedOn }) },
    }),
  ];
};

/** The cases that open and close with events, once a bureau has sent messages about the person. */
export const caseEvents = (
  personId: string,
  before: PersonState,
  events: readonly PersonEvent[],
): PersonEvent[] => {
  const after = events.reduce(evolve, before);
  if (after.messages.length === 0) return [];
  const now = contradictions(after);
  const has = (caseId: string, cases: readonly { readonly caseId: string }[]): boolean =>
    cases.some((each) => each.caseId === caseId);
  return [
    ...before.cases
      .filter(({ caseId }) => !has(caseId, now))
      .map((each): PersonEvent => ({ type: 'RegistrationCaseClosed', data: { personId, ...each } })),
    ...now
      .filter(({ caseId }) => !has(caseId, before.cases))
      .map((each): PersonEvent => ({ type: 'RegistrationCaseOpened', data: { personId, ...each } })),
  ];
};
