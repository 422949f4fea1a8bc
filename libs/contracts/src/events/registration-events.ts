import { z } from 'zod';
import { DayText, District, Insurance, MonthText, Scheme, Uuid } from '../primitives';
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
  'canbao.registration.BeneficiaryAdded.v1': {
    topic: 'registration.delegations',
    data: z.object({ personId, payerId: z.string() }),
  },
  'canbao.registration.BeneficiaryRemoved.v1': {
    topic: 'registration.delegations',
    data: z.object({ personId, payerId: z.string() }),
  },
} as const satisfies Record<string, TopicEvent>;
