import { z } from 'zod';
import { Amount, Channel, DayText, District, InstantText, Insurance, Uuid } from '../primitives';
import { operation, type Operation } from './operation';
import { ProposalReply } from './proposals';

const dayPath = z.strictObject({ channel: Channel, day: DayText });
const casePath = z.strictObject({ id: Uuid });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Items and yuan; below zero where more went back than came in. */
const SignedAmount = z.string().regex(/^-?(0|[1-9]\d{0,13})\.\d{2}$/);
const tally = z.strictObject({ count: z.int(), amount: SignedAmount });
const bureauTotals = z.strictObject({ booked: tally, reversed: tally });
const byClass = z.record(z.string(), tally);

const statement = z.strictObject({
  statementId: z.string(),
  state: z.enum(['receiving', 'whole', 'in-force', 'superseded', 'refused', 'repeated']),
  digest: z.string().optional(),
  because: z.string().optional(),
  /** Lines that are stored; while the file comes in, how far it is. */
  lines: z.int(),
  payments: tally,
  refunds: tally,
});

const difference = z.strictObject({
  class: z.enum(['channel-only', 'ours-only', 'amount', 'status', 'conflict']),
  state: z.enum(['carried', 'open', 'explained']),
  kind: z.enum(['payment', 'refund']),
  /** The number under which the channel knows the item. */
  reference: z.string(),
  theirs: Amount.optional(),
  ours: Amount.optional(),
  orderId: Uuid.optional(),
  caseId: Uuid.optional(),
  /** What explained it: an event, a line, a statement. */
  proof: z.string().optional(),
});

export const reconciliationReply = z.strictObject({
  channel: Channel,
  day: DayText,
  status: z.enum(['awaiting', 'receiving', 'matching', 'differences', 'matched', 'closed']),
  statements: z.array(statement),
  theirs: tally,
  ours: tally,
  matched: tally,
  differences: byClass,
  items: z.array(difference),
  itemsLeftOut: z.int(),
  matchedAt: InstantText.optional(),
  closedAt: InstantText.optional(),
});

const evidence = z.strictObject({ kind: z.string(), reference: z.string(), amount: Amount.optional() });
const caseReply = z.strictObject({
  caseId: Uuid,
  kind: z.string(),
  status: z.enum(['open', 'closed']),
  channel: Channel.optional(),
  day: DayText.optional(),
  reference: z.string(),
  orderId: Uuid.optional(),
  amount: Amount,
  cause: z.string(),
  owner: z.string(),
  openedAt: InstantText,
  nextProbeAt: InstantText.optional(),
  probes: z.int(),
  found: z.string().optional(),
  deadline: InstantText,
  closedAt: InstantText.optional(),
  proof: evidence.optional(),
});

const proofText = z.string().min(1).max(200);
const caseAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('note'), note: proofText }),
  z.strictObject({ action: z.literal('probe') }),
  z.strictObject({
    action: z.literal('assign'),
    owner: z.enum(['system', 'channel', 'treasury', 'bureau', 'operator']),
    because: proofText,
  }),
  z.strictObject({
    action: z.literal('close'),
    proof: z.strictObject({ kind: z.string().max(40), reference: proofText, amount: Amount.optional() }),
    because: proofText,
  }),
]);

/** The calls of the day end: statements, reconciliations, cases, the day's report. */
export const dayEndApi = {
  sendStatement: {
    lines: z.string(),
    fileTypes: ['text/plain', 'application/octet-stream', 'application/x-ndjson'],
    ...operation({
      id: 'sendStatement',
      service: 'payment',
      method: 'POST',
      path: '/channel-statements/{channel}/{day}',
      roles: ['bank', 'tax-desk', 'operator'],
      status: 200,
      idempotencyKey: 'none',
      summary:
        "Send a counter's file of a business day (日终对账文件), of a million lines or none. It is used whole, " +
        'once its totals and its hash are proven, or not at all; the same file again has no effect, and ' +
        'another one of the day corrects it. With `digest`, the SHA-256 of the file, an upload that broke ' +
        'off goes on where it stopped: send the file again. How far it is, and what was matched: ' +
        'GET /reconciliations/{channel}/{day}.',
      params: dayPath,
      query: z.strictObject({ digest: digest.optional() }),
      reply: z.strictObject({ statementId: z.string(), outcome: z.enum(['taken', 'repeated']) }),
      rejections: [
        'statement-refused',
        'statement-under-way',
        'statement-of-another-channel',
        'day-not-over',
      ],
    }),
  },
  reconciliation: operation({
    id: 'reconciliation',
    service: 'payment',
    method: 'GET',
    path: '/reconciliations/{channel}/{day}',
    roles: ['bank', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary:
      'A business day of a channel, item by item: its statements, what agrees, what differs and why, and ' +
      'what explained it. A counter sees its own.',
    params: dayPath,
    reply: reconciliationReply,
    rejections: ['reconciliation-not-found'],
  }),
  dayReport: operation({
    id: 'dayReport',
    service: 'payment',
    method: 'GET',
    path: '/reports/days/{day}',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'A business day over all channels: items and yuan by channel, district, insurance and fund, open ' +
      'differences, money in suspense, what the treasury has, and whether every fen is explained.',
    params: z.strictObject({ day: DayText }),
    reply: z.strictObject({
      day: DayText,
      channels: z.array(
        z.strictObject({
          channel: Channel,
          status: z.string(),
          theirs: tally,
          ours: tally,
          matched: tally,
          differences: byClass,
          toFunds: SignedAmount,
          inSuspense: SignedAmount,
          inTreasury: SignedAmount,
          /** What the bureaus have answered that they have booked of it. */
          bookedByBureaus: SignedAmount,
          /** Told after the day was closed, and booked on a later one. */
          corrections: tally,
          /** Of closed days before this one; `ours` has them in it. */
          ofEarlierDays: tally,
          unexplained: SignedAmount,
        }),
      ),
      districts: z.array(
        z.strictObject({
          district: z.union([District, z.literal('-')]),
          insurance: z.union([Insurance, z.literal('-')]),
          ...tally.shape,
        }),
      ),
      funds: z.array(z.strictObject({ account: z.string(), amount: SignedAmount })),
      /** By the treasury's own days: 入库, 更正 by what they changed, 退库. */
      treasury: z.strictObject({ receipts: tally, corrections: tally, returns: tally }),
      /**
       * By the bureaus' own days: months that each has booked and reversed. Both sides agree, or a case says
       * which months differ.
       */
      bureaus: z.array(
        z.strictObject({
          insurance: Insurance,
          status: z.enum(['awaiting', 'agreed', 'different', 'unanswered']),
          ours: bureauTotals.optional(),
          theirs: bureauTotals.optional(),
        }),
      ),
      openCases: tally,
      moved: SignedAmount,
      explained: SignedAmount,
      unexplained: SignedAmount,
    }),
  }),
  cases: operation({
    id: 'cases',
    service: 'payment',
    method: 'GET',
    path: '/cases',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'Cases, oldest first: cause, owner, next probe, deadline, and the proof that closed them.',
    query: z.strictObject({
      status: z.enum(['open', 'closed']).optional(),
      kind: z.string().max(40).optional(),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: z.strictObject({ items: z.array(caseReply), nextCursor: z.string().optional() }),
  }),
  case: operation({
    id: 'case',
    service: 'payment',
    method: 'GET',
    path: '/cases/{id}',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'A case with its history.',
    params: casePath,
    reply: caseReply.extend({
      provenBy: z.array(z.string()).describe('The kinds of proof that can close it, the likeliest first.'),
      history: z.array(z.strictObject({ type: z.string(), at: InstantText, data: z.unknown() })),
    }),
    rejections: ['case-not-found'],
  }),
  actOnCase: operation({
    id: 'actOnCase',
    service: 'payment',
    method: 'POST',
    path: '/cases/{id}/actions',
    roles: ['operator'],
    status: 200,
    summary:
      'Note something on a case, have it probed at once, give it to somebody, or propose to close it by a ' +
      'proof that is looked up; another operator approves the closing.',
    params: casePath,
    body: caseAction,
    reply: z.strictObject({ caseId: Uuid, done: z.boolean(), proposal: ProposalReply.optional() }),
    rejections: [
      'case-not-found',
      'case-closed',
      'proof-missing',
      'proof-of-another-kind',
      'proof-of-another-amount',
      'proof-not-found',
    ],
  }),
} as const satisfies Record<string, Operation>;
