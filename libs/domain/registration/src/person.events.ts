import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import {
  Bureau,
  BureauMessageConflicted,
  BureauMessageTaken,
  EnrolmentsRestated,
  RegistrationCaseClosed,
  RegistrationCaseOpened,
} from './feed/message.events';

/** Why an enrolment ends (减员): emigration, an employer, another city, the person's wish, retirement. */
export type RemovalReason = z.infer<typeof RemovalReason>;
const RemovalReason = z.enum(['left-country', 'to-employer', 'transferred-out', 'stopped', 'retired']);

export type { Bureau };

const personId = z.string();
const aboutBureau = z.object({ personId, bureau: z.string() });

/** `version`: that of the vault's row, which alone has the old value and the new one. */
const corrected = z.object({ personId, bureau: Bureau, version: z.int() });

/** `corrects`: the first day that was recorded before and was wrong. */
const enrolled = z.object({
  personId,
  district: stored.district,
  from: stored.day,
  corrects: stored.day.exactOptional(),
});
const ended = z.object({ personId, on: stored.day, reason: RemovalReason });

/**
 * Months that an employer pays for; without `until`, all from the first on. A later report replaces its end.
 */
export type EmployerCover = z.infer<typeof EmployerCover>;
const EmployerCover = z.object({
  insurance: stored.insurance,
  from: stored.month,
  until: stored.month.exactOptional(),
});

/**
 * Numbers the person's facts of death and employer cover. A consumer that has taken note of a later one of
 * the same kind leaves an earlier one aside.
 */
const revision = z.int();

export const PersonRegistered = eventType('PersonRegistered', z.object({ personId }));
/** The bureaus know the person by different names: a case to look into, which blocks nothing. */
export const NameDifferenceNoted = eventType('NameDifferenceNoted', aboutBureau);
/** After a correction the bureaus know the person by the same name. */
export const NameDifferenceSettled = eventType('NameDifferenceSettled', aboutBureau);
export const NameCorrected = eventType('NameCorrected', corrected);
export const IdentityNumberCorrected = eventType('IdentityNumberCorrected', corrected);
export const PensionEnrolled = eventType('PensionEnrolled', enrolled);
export const PensionEnrolmentEnded = eventType('PensionEnrolmentEnded', ended);
/** `paidThrough`: cover ran, and was paid through this month, before the platform's record began. */
export const MedicalEnrolled = eventType(
  'MedicalEnrolled',
  enrolled.extend({ scheme: stored.scheme, paidThrough: stored.month.exactOptional() }),
);
export const MedicalEnrolmentEnded = eventType('MedicalEnrolmentEnded', ended);
/** Reported by either bureau for both insurances; the latest report of all counts. */
export const PersonDied = eventType(
  'PersonDied',
  z.object({ personId, on: stored.day, bureau: Bureau, revision }),
);
/** The bureau takes its report back; `diedOn` is the day that the other bureau has reported. */
export const DeathWithdrawn = eventType(
  'DeathWithdrawn',
  z.object({ personId, bureau: Bureau, diedOn: stored.day.exactOptional(), revision }),
);
export const EmployerCoverNoted = eventType(
  'EmployerCoverNoted',
  EmployerCover.extend({ personId, revision }),
);
/** No employer has paid for the months of the cover that began with this one. */
export const EmployerCoverWithdrawn = eventType(
  'EmployerCoverWithdrawn',
  z.object({ personId, insurance: stored.insurance, from: stored.month, revision }),
);

/** The law has the data kept until the end of the day: until then they are stored and protected, no more. */
export const IdentityRestricted = eventType(
  'IdentityRestricted',
  z.object({ personId, keptUntil: stored.day }),
);
/** The vault has nothing of the person any more. Whoever registers the number begins a new person. */
export const IdentityErased = eventType('IdentityErased', z.object({ personId }));

/** Stored facts of a person. They carry no personal data: that stays in the identity vault. */
export const personEvents = eventTypes([
  PersonRegistered,
  NameDifferenceNoted,
  NameDifferenceSettled,
  NameCorrected,
  IdentityNumberCorrected,
  PensionEnrolled,
  PensionEnrolmentEnded,
  MedicalEnrolled,
  MedicalEnrolmentEnded,
  PersonDied,
  DeathWithdrawn,
  EmployerCoverNoted,
  EmployerCoverWithdrawn,
  EnrolmentsRestated,
  BureauMessageTaken,
  BureauMessageConflicted,
  RegistrationCaseOpened,
  RegistrationCaseClosed,
  IdentityRestricted,
  IdentityErased,
]);

/** A stored fact of a person. */
export type PersonEvent = EventOf<(typeof personEvents.declarations)[number]>;
