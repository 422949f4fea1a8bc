import { z } from 'zod';
import { DayText, District, InstantText, Insurance, MonthText, Scheme, Uuid } from '../primitives';
import type { TopicEvent } from './topics';

const personId = Uuid;
const removalReason = z.enum([
  'death',
  'left-country',
  'to-employer',
  'transferred-out',
  'stopped',
  'retired',
]);
const bureau = z.enum(['hrss', 'medical-bureau']);
/**
 * Numbers a person's facts of death and employer cover: an earlier one that arrives after a later one of the
 * same kind is to be left aside. Absent in facts published until 2026-11, which come before all others.
 */
const revision = z.int().positive().optional();
/** Which version of the value the identity vault now has; the value itself is never published. */
const corrected = z.object({ personId, bureau, version: z.int().min(2) });
/** `corrects`: the first day of the enrolment that was published before and was wrong. */
const enrolled = z.object({
  personId,
  district: District,
  from: DayText,
  corrects: DayText.optional(),
});

/** A fact that contradicts another; one that came by a call has no number. */
const toldFact = z.object({
  bureau,
  messageNo: z.string().optional(),
  businessDate: DayText,
  kind: z.string(),
});
const registrationCase = z.object({
  personId,
  caseId: z.string(),
  because: z.string(),
  owners: z.array(bureau),
  wayOut: z.string(),
  facts: z.array(toldFact),
});

/** What registration publishes; who acts for whom is on a topic of its own, which every service reads. */
export const registrationEvents = {
  'canbao.registration.PersonRegistered.v1': {
    topic: 'registration.events',
    data: z.object({ personId }),
  },
  'canbao.registration.NameDifferenceNoted.v1': {
    topic: 'registration.events',
    data: z.object({ personId, bureau: z.string() }),
  },
  'canbao.registration.NameDifferenceSettled.v1': {
    topic: 'registration.events',
    data: z.object({ personId, bureau: z.string() }),
  },
  'canbao.registration.NameCorrected.v1': { topic: 'registration.events', data: corrected },
  'canbao.registration.IdentityNumberCorrected.v1': { topic: 'registration.events', data: corrected },
  'canbao.registration.PensionEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled,
  },
  'canbao.registration.PensionEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.object({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.MedicalEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled.extend({
      scheme: Scheme,
      /** The bureau's word: paid, and covered, through this month before the platform's record began. */
      paidThrough: MonthText.optional(),
    }),
  },
  'canbao.registration.MedicalEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.object({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.PersonDied.v1': {
    topic: 'registration.events',
    data: z.object({ personId, on: DayText, bureau: bureau.optional(), revision }),
  },
  /** `diedOn`: the day that the other bureau has reported, which stands. */
  'canbao.registration.DeathWithdrawn.v1': {
    topic: 'registration.events',
    data: z.object({ personId, bureau, diedOn: DayText.optional(), revision }),
  },
  'canbao.registration.EmployerCoverNoted.v1': {
    topic: 'registration.events',
    data: z.object({
      personId,
      insurance: Insurance,
      from: MonthText,
      until: MonthText.optional(),
      revision,
    }),
  },
  'canbao.registration.EmployerCoverWithdrawn.v1': {
    topic: 'registration.events',
    data: z.object({ personId, insurance: Insurance, from: MonthText, revision }),
  },
  /**
   * All enrolments for an insurance, in the order of their first days, in place of those published before: a
   * late message or a correction has changed the past.
   */
  'canbao.registration.EnrolmentsRestated.v1': {
    topic: 'registration.events',
    data: z.object({
      personId,
      insurance: Insurance,
      enrolments: z.array(
        z.object({
          district: District,
          scheme: Scheme.optional(),
          from: DayText,
          until: DayText.optional(),
          reason: removalReason.optional(),
        }),
      ),
    }),
  },
  /** What became of a bureau's message; of a record that is none, `messageNo` says where it lies. */
  'canbao.registration.BureauMessageAnswered.v1': {
    topic: 'registration.answers',
    data: z.object({
      personId: Uuid.optional(),
      bureau,
      messageNo: z.string(),
      outcome: z.enum(['taken', 'conflicting', 'refused', 'parked']),
      because: z.string().optional(),
      answeredAt: InstantText,
    }),
  },
  /** Facts of the feeds contradict each other; the owners put it right, and the case closes by itself. */
  'canbao.registration.RegistrationCaseOpened.v1': { topic: 'registration.answers', data: registrationCase },
  'canbao.registration.RegistrationCaseClosed.v1': { topic: 'registration.answers', data: registrationCase },
  'canbao.registration.BeneficiaryAdded.v1': {
    topic: 'registration.delegations',
    data: z.object({ personId, payerId: z.string() }),
  },
  'canbao.registration.BeneficiaryRemoved.v1': {
    topic: 'registration.delegations',
    data: z.object({ personId, payerId: z.string() }),
  },
} as const satisfies Record<string, TopicEvent>;
