import type { District, Scheme } from '@canbao/vocabulary';
import type { Day } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';

/**
 * Why an enrolment ends (减员): death, leaving the country, an employer, another place, or the person's wish.
 */
export type RemovalReason = 'death' | 'left-country' | 'to-employer' | 'transferred-out' | 'stopped';

// Stored for good: add a type or an optional field, never rename or remove one. No personal data: the vault
// has it.
export type PersonEvent =
  | Event<'PersonRegistered', { personId: string }>
  | Event<'PensionEnrolled', { personId: string; district: District; from: Day }>
  | Event<'PensionEnrolmentEnded', { personId: string; on: Day; reason: RemovalReason }>
  | Event<'MedicalEnrolled', { personId: string; district: District; scheme: Scheme; from: Day }>
  | Event<'MedicalEnrolmentEnded', { personId: string; on: Day; reason: RemovalReason }>;
