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
/** `corrects`: the first day of the enrolment that was published before and was wrong. */
const enrolled = z.strictObject({
  personId,
  district: District,
  from: DayText,
  corrects: DayText.optional(),
});

/** What registration publishes. */
export const registrationEvents = {
  'canbao.registration.PersonRegistered.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId }),
  },
  'canbao.registration.NameDifferenceNoted.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, bureau: z.string() }),
  },
  'canbao.registration.PensionEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled,
  },
  'canbao.registration.PensionEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.MedicalEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled.extend({ scheme: Scheme }),
  },
  'canbao.registration.MedicalEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.PersonDied.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText }),
  },
  'canbao.registration.EmployerCoverNoted.v1': {
    topic: 'registration.events',
    data: z.strictObject({
      personId,
      insurance: Insurance,
      from: MonthText,
      until: MonthText.optional(),
    }),
  },
  'canbao.registration.BeneficiaryAdded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, payerId: z.string() }),
  },
  'canbao.registration.BeneficiaryRemoved.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, payerId: z.string() }),
  },
} as const satisfies Record<string, TopicEvent>;
