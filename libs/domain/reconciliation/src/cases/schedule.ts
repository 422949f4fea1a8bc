import { dayAfter, dayOf, type Day, type Instant, instant } from '@canbao/calendar';
import type { CaseKind, CaseOwner } from './case.events';

/** Configuration: minutes from one probe of a case to the next; the last one repeats. */
export const probeMinutes = [5, 30, 120, 360] as const;

/** Configuration: calendar days within which a case should be closed; then it is an operator's. */
const daysToClose: Readonly<Record<CaseKind, number>> = {
  'channel-only': 3,
  'ours-only': 3,
  amount: 3,
  status: 3,
  conflict: 3,
  'treasury-missing': 5,
  'treasury-amount': 5,
  'treasury-conflict': 3,
  'treasury-unknown': 5,
  'treasury-return-missing': 5,
  'treasury-unanswered': 1,
  'bureau-missing': 5,
  'bureau-refused': 5,
  'bureau-amount': 5,
  'bureau-conflict': 3,
  'bureau-unreversed': 3,
  'bureau-total': 3,
  'refund-abnormal': 3,
  'suspense-stays': 5,
  // Until the batch debit of the next month is made.
  'debit-base': 20,
  'debit-contradiction': 3,
  'fact-unmatched': 1,
  'statement-missing': 1,
  other: 5,
};

/** Nobody but an operator can do anything about them, or call the payer. */
const operatorsFirst: readonly CaseKind[] = ['refund-abnormal', 'suspense-stays', 'debit-base', 'other'];

/** Who has to act first on a case of the kind. */
export const firstOwner = (kind: CaseKind): CaseOwner => {
  if (kind.startsWith('treasury-')) return 'treasury';
  if (kind.startsWith('bureau-')) return 'bureau';
  return operatorsFirst.includes(kind) ? 'operator' : 'channel';
};

/** When the case is to be asked about after that many probes. */
export const nextProbe = (at: Instant, probes: number): Instant =>
  plusMinutes(at, probeMinutes[Math.min(probes, probeMinutes.length - 1)] ?? 360);

/** Until when a case of the kind should be closed: the same time of a later day. */
export const deadlineOf = (kind: CaseKind, at: Instant): Instant => {
  let due: Day = dayOf(at);
  for (let days = 0; days < daysToClose[kind]; days += 1) due = dayAfter(due);
  return instant(`${due}${at.slice(10)}`);
};

const minutesPerDay = 24 * 60;

const plusMinutes = (at: Instant, minutes: number): Instant => {
  const total = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16)) + minutes;
  let date = dayOf(at);
  for (let days = Math.floor(total / minutesPerDay); days > 0; days -= 1) date = dayAfter(date);
  const [hour, minute] = [Math.floor(total / 60) % 24, total % 60];
  return instant(`${date}T${two(hour)}:${two(minute)}${at.slice(16)}`);
};

const two = (value: number): string => String(value).padStart(2, '0');
