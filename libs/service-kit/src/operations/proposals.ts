import { dayAfter, dayOf, instant, millisecondsBetween, type Instant } from '@canbao/calendar';
import { operatorActions, type OperatorAction, type ProposalRejection } from '@canbao/contracts';
import {
  accept,
  eventType,
  eventTypes,
  reject,
  stored,
  type Decider,
  type EventOf,
  type Outcome,
} from '@canbao/event-sourcing';
import { z } from 'zod';

const facts = z.record(z.string(), z.string());

/** An operator proposed to change something. Nothing is done before another approves it. It stays inside. */
export const ActionProposed = eventType(
  'ActionProposed',
  z.object({
    proposalId: z.string(),
    action: z.enum(operatorActions),
    /** What it is done to; one proposal at a time is open for it. */
    subject: z.string(),
    details: facts,
    /** A ticket number or a few words; no names. */
    purpose: z.string(),
    by: z.string(),
    at: stored.instant,
    approveBy: stored.instant,
  }),
);
const decided = z.object({ proposalId: z.string(), by: z.string(), at: stored.instant });
export const ActionApproved = eventType('ActionApproved', decided);
/** By its author, the proposal is withdrawn. */
export const ActionRejected = eventType(
  'ActionRejected',
  decided.extend({ reason: z.string().exactOptional() }),
);
/** An operator did something to this service, or took a file; the caller is kept with it. It stays inside. */
export const OperatorActed = eventType(
  'OperatorActed',
  z.object({
    action: z.enum([...operatorActions, 'export-entries']),
    role: z.string(),
    purpose: z.string(),
    /** What it was done to, and what became of it. */
    details: facts,
    /** The proposal that another operator approved; actions of former releases have none. */
    proposalId: z.string().exactOptional(),
    /** `done`, or the code of the refusal. */
    outcome: z.string().exactOptional(),
  }),
);

/** Stored facts of what operators change. */
export const operatorEvents = eventTypes([ActionProposed, ActionApproved, ActionRejected, OperatorActed]);
type OperatorEvent = EventOf<(typeof operatorEvents.declarations)[number]>;

/** A proposal as far as it got. */
export interface Proposal extends Omit<EventOf<typeof ActionProposed>['data'], 'by' | 'at'> {
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly decision?: {
    readonly approved: boolean;
    readonly by: string;
    readonly at: Instant;
    readonly reason?: string;
  };
  /** `done` or the code of the refusal, with what the action gave. */
  readonly outcome?: string;
  readonly result?: Readonly<Record<string, string>>;
}

/** Has something changed, once another operator agrees. */
export interface ProposeAction {
  readonly type: 'ProposeAction';
  readonly proposalId: string;
  readonly action: OperatorAction;
  readonly subject: string;
  readonly details: Readonly<Record<string, string>>;
  readonly purpose: string;
  readonly by: string;
  readonly at: Instant;
}
interface Decision {
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}
/** Agrees with another operator's proposal. */
export type ApproveAction = Decision & { readonly type: 'ApproveAction' };
/** Rejects a proposal, or withdraws one's own. */
export type RejectAction = Decision & { readonly type: 'RejectAction'; readonly reason?: string };
/** What became of an approved proposal. */
export interface RecordAction {
  readonly type: 'RecordAction';
  readonly proposalId: string;
  readonly role: string;
  readonly outcome: string;
  readonly result: Readonly<Record<string, string>>;
}
export type OperatorCommand = ProposeAction | ApproveAction | RejectAction | RecordAction;

/** Every proposal of a service, in the order in which they were made. */
export type Proposals = readonly Proposal[];
type Decided = Outcome<OperatorEvent, ProposalRejection>;

/** Four eyes for what operators change: proposed by one, approved by another, done once (ADR 36). */
export const operations: Decider<OperatorCommand, Proposals, OperatorEvent, ProposalRejection> = {
  initial: [],
  streams: () => ['operations'],
  decide: (command, proposals) => {
    if (command.type === 'ProposeAction') return propose(command, proposals);
    const proposal = proposals.find(({ proposalId }) => proposalId === command.proposalId);
    if (proposal === undefined) return reject('proposal-not-found');
    switch (command.type) {
      case 'ApproveAction':
        return approve(command, proposal);
      case 'RejectAction':
        return rejectProposal(command, proposal);
      case 'RecordAction':
        return record(command, proposal);
    }
  },
  evolve: (proposals, event) => {
    const changed = (proposalId: string | undefined, change: Partial<Proposal>): Proposals =>
      proposals.map((proposal) =>
        proposal.proposalId === proposalId ? { ...proposal, ...change } : proposal,
      );
    switch (event.type) {
      case 'ActionProposed': {
        const { by: proposedBy, at: proposedAt, ...proposed } = event.data;
        return [...proposals, { ...proposed, proposedBy, proposedAt }];
      }
      case 'ActionApproved': {
        const { proposalId, ...decision } = event.data;
        return changed(proposalId, { decision: { approved: true, ...decision } });
      }
      case 'ActionRejected': {
        const { proposalId, ...decision } = event.data;
        return changed(proposalId, { decision: { approved: false, ...decision } });
      }
      case 'OperatorActed': {
        const { proposalId, outcome = 'done', details: result } = event.data;
        return changed(proposalId, { outcome, result });
      }
    }
  },
};

/** Whether another operator can still decide on it. */
export const isOpen = ({ decision, approveBy }: Proposal, now: Instant): boolean =>
  decision === undefined && now <= approveBy;

const propose = ({ type: _, ...proposed }: ProposeAction, proposals: Proposals): Decided => {
  const open = proposals.find((other) => other.subject === proposed.subject && isOpen(other, proposed.at));
  if (open !== undefined)
    return isSame(open, proposed) ? accept() : reject('proposal-open', { proposalId: open.proposalId });
  return accept(ActionProposed({ ...proposed, approveBy: oneDayAfter(proposed.at) }));
};

/** Told again by the same operator, it is the same proposal. */
const isSame = (open: Proposal, { action, by, details }: Omit<ProposeAction, 'type'>): boolean =>
  open.action === action &&
  open.proposedBy === by &&
  Object.keys(details).every((name) => open.details[name] === details[name]);

/** Configuration: a proposal waits for as long as a shift and its successor are at work. */
const oneDayAfter = (at: Instant): Instant => instant(`${dayAfter(dayOf(at))}${at.slice(10)}`);

const approve = ({ proposalId, by, at }: ApproveAction, proposal: Proposal): Decided => {
  if (proposal.proposedBy === by) return reject('second-person-required');
  const { decision, outcome } = proposal;
  if (outcome !== undefined) return accept();
  // Whoever stores an approval does the action. One that was approved and not done is approved once more.
  const approved = accept(ActionApproved({ proposalId, by, at }));
  if (decision?.approved === true)
    return millisecondsBetween(decision.at, at) < doneWithinMs ? reject('proposal-under-way') : approved;
  if (decision !== undefined) return reject('proposal-closed', { status: statusOf(proposal, at) });
  return isOpen(proposal, at) ? approved : reject('proposal-lapsed');
};

/** Configuration: an action that has left no outcome by then was interrupted. */
const doneWithinMs = 30_000;

const rejectProposal = ({ type: _, ...rejected }: RejectAction, proposal: Proposal): Decided => {
  if (proposal.decision?.approved === false) return accept();
  if (proposal.decision !== undefined)
    return reject('proposal-closed', { status: statusOf(proposal, rejected.at) });
  return accept(ActionRejected(rejected));
};

const record = ({ proposalId, role, outcome, result }: RecordAction, proposal: Proposal): Decided => {
  if (proposal.decision?.approved !== true) return reject('proposal-closed');
  if (proposal.outcome !== undefined) return accept();
  const { action, purpose, details } = proposal;
  return accept(
    OperatorActed({ action, role, purpose, details: { ...details, ...result }, proposalId, outcome }),
  );
};

/** How far a proposal got. */
export const statusOf = (
  proposal: Proposal,
  now: Instant,
): 'proposed' | 'approved' | 'done' | 'failed' | 'rejected' | 'withdrawn' | 'lapsed' => {
  const { decision, outcome, proposedBy } = proposal;
  if (outcome !== undefined) return outcome === 'done' ? 'done' : 'failed';
  if (decision === undefined) return isOpen(proposal, now) ? 'proposed' : 'lapsed';
  if (decision.approved) return 'approved';
  return decision.by === proposedBy ? 'withdrawn' : 'rejected';
};
