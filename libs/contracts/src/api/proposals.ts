import { z } from 'zod';
import { InstantText, Uuid } from '../primitives';
import type { RejectionTable } from '../rejections';
import { call, serviceNames, type Call } from './operation';

/** What an operator can have done to a service, each only with the approval of another operator. */
export const operatorActions = [
  'release-key',
  'republish',
  'post-again',
  'open-refund-case',
  'withdraw-refund-case',
  'refund-other-way',
  'take-back-refund',
  'refund-redirection',
  'close-case',
  'open-debit-run',
  'resolve-suspense',
  'activate-true-up',
  'erase-person',
] as const;
/** One of the things that need a second operator. */
export type OperatorAction = (typeof operatorActions)[number];

const facts = z.record(z.string(), z.string());

/** A proposal with what became of it: the answer of every call that needs a second operator. */
export const ProposalReply = z.strictObject({
  proposalId: Uuid,
  action: z.enum(operatorActions),
  subject: z.string().describe('What the action is done to; at most one proposal is open for it.'),
  details: facts,
  purpose: z.string(),
  proposedBy: z.string(),
  proposedAt: InstantText,
  approveBy: InstantText.describe('Until then another operator can approve it.'),
  status: z
    .enum(['proposed', 'approved', 'done', 'failed', 'rejected', 'withdrawn', 'lapsed'])
    .describe('approved: not yet done; approving it once more does it'),
  approvedBy: z.string().optional(),
  rejectedBy: z.string().optional(),
  decidedAt: InstantText.optional(),
  reason: z.string().optional(),
  outcome: z.string().optional().describe('done, or the code that the action was refused with'),
  result: facts.optional(),
});
export type ProposalReply = z.infer<typeof ProposalReply>;

const ofService = z.strictObject({ service: z.enum(serviceNames) });
const ofProposal = ofService.extend({ id: Uuid });
const closed = ['proposal-not-found', 'proposal-closed'];

/** The calls by which a second operator decides on what a first one wants to change (ADR 36). */
export const proposalsApi = {
  proposals: call({
    id: 'Proposals',
    method: 'GET',
    path: '/operations/{service}/proposals',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'What operators have proposed to change and what became of it, the latest first, at most 200.',
    params: ofService,
    reply: z.strictObject({ items: z.array(ProposalReply) }),
  }),
  approveProposal: call({
    id: 'ApproveProposal',
    method: 'POST',
    path: '/operations/{service}/proposals/{id}/approval',
    roles: ['operator'],
    status: 200,
    idempotencyKey: 'none',
    summary:
      "Approve another operator's proposal, which is done at once. Refused as the action itself is; " +
      'the proposal is then closed, and a new one can be made. A repeat does nothing further.',
    params: ofProposal,
    body: z.strictObject({}).optional(),
    reply: ProposalReply,
    rejections: [
      ...closed,
      'second-person-required',
      'proposal-lapsed',
      'proposal-under-way',
      'key-not-parked',
      'event-missing',
      'record-undecodable',
      'handler-failed',
      'position-not-published',
      'posting-not-found',
      'posting-not-refused',
      'refund-case-open',
      'refund-case-not-found',
      'refund-not-found',
      'payout-not-due',
      'payout-amount-differs',
      'payout-in-the-future',
      'true-up-run-not-found',
      'true-up-not-rehearsed',
      'erasure-not-possible',
    ],
  }),
  rejectProposal: call({
    id: 'RejectProposal',
    method: 'POST',
    path: '/operations/{service}/proposals/{id}/rejection',
    roles: ['operator'],
    status: 200,
    idempotencyKey: 'none',
    summary: "Reject another operator's proposal, or withdraw one's own.",
    params: ofProposal,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200).optional() }).optional(),
    reply: ProposalReply,
    rejections: closed,
  }),
} as const satisfies Record<string, Call<z.ZodObject>>;

/** Why a proposal, or a decision on one, is refused. */
export type ProposalRejection =
  | 'proposal-not-found'
  | 'proposal-open'
  | 'proposal-closed'
  | 'proposal-under-way'
  | 'proposal-lapsed'
  | 'second-person-required';

/** The texts of these refusals. */
export const proposalRejections: RejectionTable<ProposalRejection> = {
  'proposal-not-found': {
    status: 404,
    detail: 'No proposal with this id in this service.',
    userMessage: '未找到该操作申请。',
    retryable: false,
  },
  'proposal-open': {
    status: 409,
    detail:
      'Another proposal for the same subject waits for a decision: details.proposalId. Approve or reject it.',
    userMessage: '同一事项已有待审批的申请，请先处理该申请。',
    retryable: true,
  },
  'proposal-closed': {
    status: 409,
    detail: 'The proposal has been decided, see details.status; a new one can be made.',
    userMessage: '该申请已有审批结果，如仍需操作请重新申请。',
    retryable: false,
  },
  'proposal-under-way': {
    status: 409,
    detail: 'It was approved a moment ago and is being done; what a crash interrupted can be approved again.',
    userMessage: '该申请正在执行，请稍后查看结果。',
    retryable: true,
  },
  'proposal-lapsed': {
    status: 409,
    detail: 'Nobody approved the proposal in time; a new one can be made.',
    userMessage: '该申请已过审批时限，请重新申请。',
    retryable: false,
  },
  'second-person-required': {
    status: 403,
    detail: 'A change is approved by another operator than the one who proposed it.',
    userMessage: '申请人不能审批自己的申请，请由另一名操作员审批。',
    retryable: false,
  },
};
