import type { Day } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { District, Scheme } from '@canbao/vocabulary';

/** Why an enrolment ends (减员): death, emigration, an employer, another city, or the person's wish. */
export type RemovalReason = 'death' | 'left-country' | 'to-employer' | 'transferred-out' | 'stopped';

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts of a person. They carry no personal data: that stays in the identity vault. */
export type PersonEvent =
  | Event<'PersonRegistered', { personId: string }>
  | Event<'PensionEnrolled', { personId: string; district: District; from: Day }>
  | Event<'PensionEnrolmentEnded', { personId: string; on: Day; reason: RemovalReason }>
  | Event<'MedicalEnrolled', { personId: string; district: District; scheme: Scheme; from: Day }>
  | Event<'MedicalEnrolmentEnded', { personId: string; on: Day; reason: RemovalReason }>;
