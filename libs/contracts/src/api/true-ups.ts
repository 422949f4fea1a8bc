import { z } from 'zod';
import { Amount, DayText, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';
import { ProposalReply } from './proposals';

const byId = z.strictObject({ id: Uuid });

/** Why somebody is left out of a run: of the rehearsal, or when it was carried out. */
export const TrueUpLeftOut = z.enum([
  'person-deceased',
  'left-country',
  'transferred-out',
  'paid-months-changed',
  'already-trued-up',
  'refund-open',
]);

const sums = z.strictObject({
  people: z.int().describe('Who is charged or gets money back.'),
  charge: Amount,
  refund: Amount,
  leftOut: z.partialRecord(TrueUpLeftOut, z.int()).describe('How many people are left out, by reason.'),
});

/** A run as it stands. */
const TrueUpRunReply = z.strictObject({
  runId: Uuid,
  city: z.string().describe('The rule pack.'),
  insurance: Insurance,
  year: z.int(),
  mode: z.enum(['charge', 'charge-and-refund']),
  lower: Amount,
  upper: Amount,
  finalFrom: DayText.describe('The first day on which payers were held to the final limits.'),
  status: z.enum(['rehearsing', 'rehearsed', 'activating', 'completed', 'stopped']),
  openedAt: InstantText,
  progress: z.strictObject({
    phase: z.enum(['months', 'people', 'activation']),
    done: z.int().describe('Events of the log, or people.'),
    of: z.int(),
  }),
  rehearsed: sums.describe('What the run says; until the rehearsal is complete, of whom it has looked at.'),
  carriedOut: sums.optional().describe('What has been assessed so far.'),
});

/** The HTTP calls about true-ups (多退少补). */
export const trueUpsApi = {
  rehearseTrueUp: operation({
    id: 'rehearseTrueUp',
    service: 'payment',
    method: 'POST',
    path: '/true-ups/rehearsals',
    roles: ['operator'],
    status: 201,
    summary:
      'Find the months of a year that were paid on a base outside its final limits, for whom, and what ' +
      'charging and refunding the difference comes to. Changes nothing; two rehearsals of the same log say ' +
      'the same. The dead, and those who have left, are listed with the reason and not adjusted.',
    body: z.strictObject({ insurance: Insurance, year: z.int().min(2022).max(2099) }),
    reply: TrueUpRunReply,
    rejections: ['no-true-up', 'limits-not-final'],
  }),
  trueUpRuns: operation({
    id: 'trueUpRuns',
    service: 'payment',
    method: 'GET',
    path: '/true-ups/rehearsals',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'The runs, the latest first, at most 50.',
    reply: z.strictObject({
      items: z.array(
        TrueUpRunReply.pick({ runId: true, insurance: true, year: true, status: true, openedAt: true }),
      ),
    }),
  }),
  trueUpRun: operation({
    id: 'trueUpRun',
    service: 'payment',
    method: 'GET',
    path: '/true-ups/rehearsals/{id}',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'A run: how far it is, what it comes to, and what has been carried out.',
    params: byId,
    reply: TrueUpRunReply,
    rejections: ['true-up-run-not-found'],
  }),
  trueUpPeople: operation({
    id: 'trueUpPeople',
    service: 'payment',
    method: 'GET',
    path: '/true-ups/rehearsals/{id}/people',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'Who is adjusted by how much, and who is left out and why, 100 a page.',
    params: byId,
    query: z.strictObject({ leftOut: TrueUpLeftOut.optional(), cursor: Uuid.optional() }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          personId: Uuid,
          charge: Amount,
          refund: Amount,
          months: z.array(
            z.strictObject({
              month: MonthText,
              direction: z.enum(['charge', 'refund']),
              orderId: Uuid.describe('The order that paid the month.'),
              basePaid: Amount,
              limit: Amount,
              amount: Amount,
            }),
          ),
          leftOut: TrueUpLeftOut.optional(),
          isDone: z.boolean(),
        }),
      ),
      nextCursor: z.string().optional(),
    }),
    rejections: ['true-up-run-not-found'],
  }),
  activateTrueUp: operation({
    id: 'activateTrueUp',
    service: 'payment',
    method: 'POST',
    path: '/true-ups/rehearsals/{id}/activation',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose to carry a rehearsed run out. Begins once another operator approves its sums ' +
      '(POST /operations/payment/proposals/{id}/approval). Somebody whose paid months have changed since ' +
      'the rehearsal is left out: never more is moved than was approved.',
    params: byId,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    reply: ProposalReply,
    rejections: ['true-up-run-not-found', 'true-up-not-rehearsed', 'proposal-open'],
  }),
  stopTrueUp: operation({
    id: 'stopTrueUp',
    service: 'payment',
    method: 'POST',
    path: '/true-ups/rehearsals/{id}/stop',
    roles: ['operator'],
    status: 200,
    idempotencyKey: 'none',
    summary: 'Stop a run where it is. What has been assessed stands; stopping it twice changes nothing.',
    params: byId,
    body: z.strictObject({}).optional(),
    reply: TrueUpRunReply,
    rejections: ['true-up-run-not-found', 'true-up-run-not-running'],
  }),
  resumeTrueUp: operation({
    id: 'resumeTrueUp',
    service: 'payment',
    method: 'POST',
    path: '/true-ups/rehearsals/{id}/resumption',
    roles: ['operator'],
    status: 200,
    idempotencyKey: 'none',
    summary: 'Have a stopped run go on where it was.',
    params: byId,
    body: z.strictObject({}).optional(),
    reply: TrueUpRunReply,
    rejections: ['true-up-run-not-found', 'true-up-run-not-stopped'],
  }),
} as const satisfies Record<string, Operation>;
