import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/**
 * What a case is about: a break of a day, the treasury's or a bureau's side of it, a refund, a conflict; or
 * something that stays: money in suspense, a message of a channel, a statement that does not come, a base of
 * a batch debit that has come to lie below the lower limit, a debit of which a bank has told two ends.
 */
export const caseKinds = [
  'channel-only',
  'ours-only',
  'amount',
  'status',
  'conflict',
  'treasury-missing',
  'treasury-amount',
  'treasury-conflict',
  'treasury-unknown',
  'treasury-return-missing',
  'treasury-unanswered',
  'bureau-missing',
  'bureau-refused',
  'bureau-amount',
  'bureau-conflict',
  'bureau-unreversed',
  'bureau-total',
  'refund-abnormal',
  'suspense-stays',
  'debit-base',
  'debit-contradiction',
  'fact-unmatched',
  'statement-missing',
  'other',
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Who has to do something next. */
export const caseOwners = ['system', 'channel', 'treasury', 'bureau', 'operator'] as const;
export type CaseOwner = (typeof caseOwners)[number];

/**
 * What can close a case: a line of a statement, a corrected statement that has the line no more, an event of
 * ours that books or takes back the money, an answer of channel, treasury or bureau, a whole statement, a
 * later question of a batch debit that was answered otherwise.
 */
export const proofKinds = [
  'statement-line',
  'corrected-statement',
  'receipt',
  'reversal',
  'refund',
  'adjustment',
  'channel-answer',
  'treasury-receipt',
  'treasury-message',
  'bureau-answer',
  'statement',
  'debit',
] as const;
export type ProofKind = (typeof proofKinds)[number];

/** Where to find what proves or suggests something. */
export type Evidence = z.infer<typeof Evidence>;
const Evidence = z.object({
  kind: z.enum(proofKinds),
  /** `statement 12 line 7`, `event 4711`, a message's number. */
  reference: z.string(),
  /** Yuan that it is about. */
  amount: stored.yuan.exactOptional(),
});

/** What the case is about, as far as it is known. */
export type CaseSubject = z.infer<typeof CaseSubject>;
const CaseSubject = z.object({
  channel: stored.channel.exactOptional(),
  /** The channel's business day. */
  day: stored.day.exactOptional(),
  /** The number under which the other side knows the item. */
  reference: z.string(),
  orderId: z.string().exactOptional(),
  personId: z.string().exactOptional(),
  insurance: stored.insurance.exactOptional(),
});

const caseId = z.string();
const at = stored.instant;
const nextProbeAt = stored.instant.exactOptional();

export const CaseOpened = eventType(
  'CaseOpened',
  z.object({
    caseId,
    kind: z.enum(caseKinds),
    subject: CaseSubject,
    /** Yuan in question; none for a difference without money. */
    amount: stored.yuan,
    cause: z.string(),
    owner: z.enum(caseOwners),
    openedAt: at,
    nextProbeAt,
    deadline: at,
    evidence: stored.list(Evidence),
  }),
);
/** Somebody was asked, and this is what was found. */
export const CaseProbed = eventType(
  'CaseProbed',
  z.object({ caseId, found: z.string(), at, nextProbeAt, evidence: Evidence.exactOptional() }),
);
/** Its deadline has passed, or the probes have nothing left to ask. */
export const CaseAssigned = eventType(
  'CaseAssigned',
  z.object({ caseId, owner: z.enum(caseOwners), because: z.string(), at }),
);
export const CaseNoted = eventType('CaseNoted', z.object({ caseId, note: z.string(), by: z.string(), at }));
export const CaseClosed = eventType(
  'CaseClosed',
  z.object({ caseId, proof: Evidence, by: z.string(), at, note: z.string().exactOptional() }),
);

/** What happens to a case, on the stream `case-<id>`. */
export const caseEvents = eventTypes([CaseOpened, CaseProbed, CaseAssigned, CaseNoted, CaseClosed]);
export type CaseEvent = EventOf<(typeof caseEvents.declarations)[number]>;
