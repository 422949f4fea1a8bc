import { z } from 'zod';
import { Amount, Bank, DayText, InstantText, Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';
import { ProposalReply } from './proposals';

const byId = z.strictObject({ id: Uuid });
/** What an agreement is about. The account's number and holder are sealed, and never shown again. */
const terms = {
  insurances: z.array(Insurance).min(1).max(2),
  bank: Bank,
  accountNumber: z.string().regex(/^\d{8,32}$/),
  accountName: z.string().trim().min(1).max(100),
};
const agreement = z.strictObject({
  agreementId: Uuid,
  personId: Uuid,
  insurances: z.array(Insurance),
  bank: Bank,
  accountLast4: z.string(),
  protocolNo: z.string().describe('三方协议号, equal on both sides'),
  status: z.enum(['awaiting-bank', 'verified', 'refused', 'stopped']),
  statusText: z.string(),
  because: z.string().optional(),
  /** From which month on nothing is debited for an insurance, as the person's registration stands. */
  stops: z
    .array(
      z.strictObject({
        insurance: Insurance,
        from: MonthText,
        because: z.enum(['person-deceased', 'covered-by-employer', 'not-registered']),
        text: z.string(),
      }),
    )
    .optional(),
});
const counted = z.strictObject({ count: z.int(), amount: Amount });
const run = z.strictObject({
  runId: Uuid,
  month: MonthText,
  entrustDate: DayText,
  until: DayText.describe('The last day on which the banks may debit.'),
  status: z.enum(['asking', 'asked', 'closed']),
  because: z.string(),
  openedAt: InstantText,
});
/** How many items of a run stand how, with what they are worth. */
const progress = z.record(
  z.enum(['asked', 'ready', 'packed', 'unknown', 'succeeded', 'failed', 'voided', 'left-out']),
  counted,
);

/** One line of a bank's result file: a pack's header, its items, its end; several packs may follow. */
export const DebitResultLine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pack'),
    entrustDate: DayText,
    packNo: z.string().regex(/^\d{8}$/),
    count: z.int().min(0).max(1000),
    amount: Amount,
  }),
  z.strictObject({
    kind: z.literal('item'),
    traNo: z.string().regex(/^\d{8}$/),
    result: z.string().regex(/^\d{5}$/),
    amount: Amount,
    paidAt: InstantText.optional(),
    words: z.string().max(200).optional(),
  }),
  z.strictObject({
    kind: z.literal('end'),
    /** SHA-256 in hex over the bytes of the item lines, each with its line feed. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);
export type DebitResultLine = z.output<typeof DebitResultLine>;

/** The HTTP calls about monthly batch debit (按月批扣). */
export const debitsApi = {
  signDebitAgreement: operation({
    id: 'signDebitAgreement',
    service: 'payment',
    method: 'POST',
    path: '/debit-agreements',
    roles: ['payer', 'bank'],
    status: 201,
    summary:
      'Sign a three-party agreement (三方协议): an account pays the months of a person whom the payer may ' +
      'act for. Nothing is debited before the bank has confirmed that number, bank and account are the ' +
      'same on its side. A bank signs for the person at its counter, over its own accounts only. Nobody ' +
      'signs for an insurance of which a batch would debit nothing (death, retirement, a job): the ' +
      'conditions say why.',
    body: z.strictObject({ personId: Uuid, ...terms }),
    reply: agreement,
    rejections: [
      'person-not-found',
      'debit-agreement-exists',
      'nothing-to-debit',
      'debit-account-elsewhere',
      'debit-not-connected',
    ],
  }),
  changeDebitAgreement: operation({
    id: 'changeDebitAgreement',
    service: 'payment',
    method: 'PUT',
    path: '/debit-agreements/{id}',
    roles: ['payer'],
    status: 200,
    summary:
      'Change insurances, bank or account of an agreement. The bank confirms it again; what is in a ' +
      'batch already ends under the former terms.',
    params: byId,
    body: z.strictObject(terms),
    reply: agreement,
    rejections: [
      'debit-agreement-not-found',
      'debit-agreement-stopped',
      'debit-agreement-exists',
      'nothing-to-debit',
      'debit-not-connected',
    ],
  }),
  stopDebitAgreement: operation({
    id: 'stopDebitAgreement',
    service: 'payment',
    method: 'DELETE',
    path: '/debit-agreements/{id}',
    roles: ['payer', 'bank'],
    status: 200,
    summary:
      'Stop an agreement. What is in a batch already is answered by the bank; nothing further is ' +
      'debited. A bank stops those over its own accounts, whoever signed them.',
    params: byId,
    reply: agreement,
    rejections: ['debit-agreement-not-found'],
  }),
  debitAgreements: operation({
    id: 'debitAgreements',
    service: 'payment',
    method: 'GET',
    path: '/debit-agreements',
    roles: ['payer'],
    status: 200,
    summary:
      "The payer's own agreements, and those that a bank signed at its counter for a person whom the payer " +
      'may act for; the latest signed first, at most 100.',
    reply: z.strictObject({ items: z.array(agreement) }),
  }),
  debitAgreement: operation({
    id: 'debitAgreement',
    service: 'payment',
    method: 'GET',
    path: '/debit-agreements/{id}',
    roles: ['payer', 'bank', 'operator', 'auditor'],
    status: 200,
    summary: 'An agreement as it stands. A bank sees those over its own accounts.',
    params: byId,
    reply: agreement,
    rejections: ['debit-agreement-not-found'],
  }),
  openDebitRun: operation({
    id: 'openDebitRun',
    service: 'payment',
    method: 'POST',
    path: '/debit-runs',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose a batch of all confirmed agreements, for the current month and the failed months of the ' +
      'year; another operator approves it. The calendar opens one by itself every month ' +
      '(`debit.terms`).',
    body: z.strictObject({ reason: z.string().trim().min(1).max(200).optional() }).optional(),
    reply: ProposalReply,
    rejections: ['proposal-open', 'debit-not-connected'],
  }),
  debitRuns: operation({
    id: 'debitRuns',
    service: 'payment',
    method: 'GET',
    path: '/debit-runs',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'The runs, the latest first, at most 100.',
    reply: z.strictObject({ items: z.array(run) }),
  }),
  debitRun: operation({
    id: 'debitRun',
    service: 'payment',
    method: 'GET',
    path: '/debit-runs/{id}',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'A run with counts and sums of its items, its packs, and why items were left out, failed or are ' +
      'unknown. `cases` are the items that need somebody: a base outside the limits. `conflicts` of a pack ' +
      'counts the files that contradicted it; each of their items is a case of the day end.',
    params: byId,
    reply: run.extend({
      progress,
      reasons: z.array(
        z.strictObject({ status: z.string(), because: z.string(), count: z.int(), amount: Amount }),
      ),
      packs: z.array(
        z.strictObject({
          entrustDate: DayText,
          packNo: z.string(),
          bank: Bank,
          count: z.int(),
          amount: Amount,
          status: z.enum(['made', 'taken', 'refused']),
          conflicts: z.int(),
        }),
      ),
      cases: z.array(
        z.strictObject({
          itemId: Uuid,
          personId: Uuid,
          insurance: Insurance,
          month: MonthText,
          because: z.string(),
        }),
      ),
    }),
    rejections: ['debit-run-not-found'],
  }),
  debitResults: {
    lines: DebitResultLine,
    ...operation({
      id: 'debitResults',
      service: 'payment',
      method: 'POST',
      path: '/debit-runs/{id}/results',
      roles: ['bank'],
      status: 200,
      idempotencyKey: 'none',
      summary:
        "A bank's result file in JSON lines: for each pack a header, its items and an end with the hash. " +
        'A pack whose count, sum or hash do not agree is refused whole. Of one that says otherwise of an ' +
        'item whose end is known, only money that was taken is booked. Items that the file leaves out are ' +
        'unknown and roll to the next day. Sent again, it books nothing twice.',
      params: byId,
      reply: z.strictObject({
        packs: z.int(),
        succeeded: z.int(),
        failed: z.int(),
        unknown: z.int(),
        amount: Amount.describe('What the bank has taken, by this file.'),
      }),
      rejections: [
        'debit-run-not-found',
        'debit-pack-not-found',
        'debit-result-malformed',
        'debit-result-totals',
        'debit-result-unknown-item',
        'debit-result-not-sent',
        'debit-result-conflicts',
      ],
    }),
  },
} as const satisfies Record<string, Operation>;
