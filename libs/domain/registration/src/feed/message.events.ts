import { eventType, stored, type EventOf } from '@canbao/event-sourcing';
import { bureaus } from '@canbao/vocabulary';
import { z } from 'zod';

/** The bureaus that register people: of pension (人社) and of medical insurance (医保). */
export type Bureau = z.infer<typeof Bureau>;
export const Bureau = z.enum([bureaus.pension, bureaus.medical]);

const begins = z.enum(['enrolled', 'from-employer', 'transferred-in', 'resumed']);
const ends = z.enum([
  'to-employer',
  'death',
  'left-country',
  'transferred-out',
  'stopped',
  'retired',
  'withdrawn',
]);

/**
 * What a bureau tells of a person (增员, 减员, 变更). Of `to-employer` the business date is the first day in
 * the job, of every other end the last day covered; `withdrawn` only takes back the message that it names.
 */
export type Change = z.infer<typeof Change>;
const Change = z.discriminatedUnion('kind', [
  z.object({ kind: begins, district: stored.district, scheme: stored.scheme.exactOptional() }),
  z.object({ kind: z.literal('moved'), district: stored.district }),
  z.object({ kind: z.literal('scheme-changed'), scheme: stored.scheme }),
  z.object({ kind: ends }),
]);
/** The kinds of change. */
export type ChangeKind = Change['kind'];

/** A message of a bureau's feed: known by the bureau and its number. */
export type BureauMessage = z.infer<typeof BureauMessage>;
const BureauMessage = z.object({
  bureau: Bureau,
  messageNo: z.string(),
  /** The day as of which the change holds. */
  businessDate: stored.day,
  /** The bureau's own order of what it tells of a person. */
  sequence: z.int(),
  change: Change,
  /** The number of the bureau's message that this one replaces. */
  corrects: z.string().exactOptional(),
});
const told = BureauMessage.extend({ personId: z.string(), takenAt: stored.instant });

/** A message has come in, and counts from now on. */
export const BureauMessageTaken = eventType('BureauMessageTaken', told);
/** Other content under a number that was used: it is kept, and only a case comes of it. */
export const BureauMessageConflicted = eventType('BureauMessageConflicted', told);

/** Why messages do not go together. */
export type ContradictionReason = z.infer<typeof ContradictionReason>;
const ContradictionReason = z.enum([
  'number-reused',
  'sequence-reused',
  'corrects-unknown',
  'corrects-later',
  'corrected-twice',
  'overtaken-by-call',
  'not-enrolled',
  'deaths-differ',
  'after-death',
]);
/** What ends a case: its owner does this, and it closes by itself. */
export type WayOut = z.infer<typeof WayOut>;
const WayOut = z.enum([
  'correct-or-withdraw-one',
  'send-what-is-missing',
  'send-under-another-number',
  'use-the-call',
]);

/** One of the facts that contradict each other; one that came by a call of the API has no number. */
export type ToldFact = z.infer<typeof ToldFact>;
const ToldFact = z.object({
  bureau: Bureau,
  messageNo: z.string().exactOptional(),
  businessDate: stored.day,
  kind: z.union([begins, z.enum(['moved', 'scheme-changed']), ends]),
});

/** Facts that contradict each other, who can put it right, and how. */
export type RegistrationCase = z.infer<typeof RegistrationCase>;
const RegistrationCase = z.object({
  /** Follows from the facts, so that the same contradiction is the same case. */
  caseId: z.string(),
  because: ContradictionReason,
  owners: stored.list(Bureau),
  wayOut: WayOut,
  facts: stored.list(ToldFact),
});
const personId = z.string();
export const RegistrationCaseOpened = eventType(
  'RegistrationCaseOpened',
  RegistrationCase.extend({ personId }),
);
export const RegistrationCaseClosed = eventType(
  'RegistrationCaseClosed',
  RegistrationCase.extend({ personId }),
);

/** One enrolment of a list that is told whole. */
const restated = z.object({
  district: stored.district,
  scheme: stored.scheme.exactOptional(),
  from: stored.day,
  /** The last day covered. */
  until: stored.day.exactOptional(),
  reason: z.enum(['left-country', 'to-employer', 'transferred-out', 'stopped', 'retired']).exactOptional(),
});
/**
 * All enrolments for an insurance, in place of those told before: a message that came late, or a correction,
 * has changed the past.
 */
export const EnrolmentsRestated = eventType(
  'EnrolmentsRestated',
  z.object({ personId, insurance: stored.insurance, enrolments: stored.list(restated) }),
);

/** What the feeds add to a person's stream. */
export type FeedEvent = EventOf<
  | typeof BureauMessageTaken
  | typeof BureauMessageConflicted
  | typeof RegistrationCaseOpened
  | typeof RegistrationCaseClosed
  | typeof EnrolmentsRestated
>;
