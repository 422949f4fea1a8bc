import type { Instant } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import { layOverrides, type OverrideFault, type Pack, type RuleOverride } from '@canbao/rules';
import type { ProposedOverride, RuleOverrideEvent } from './rule-overrides.events';

type Decision =
  | { readonly approvedBy: string; readonly decidedAt: Instant }
  | { readonly rejectedBy: string; readonly decidedAt: Instant; readonly reason?: string };

/** A proposal with what became of it. */
export type RuleOverrideProposal = ProposedOverride & { readonly decision?: Decision };

/** What has been decided about the rows of one pack. */
export interface RuleOverridesState {
  /** In the order in which they were made. */
  readonly proposals: readonly RuleOverrideProposal[];
  /** In the order of their approvals, which two of the same instant are told apart by. */
  readonly approved: readonly RuleOverride[];
}

/** An operator proposes to set the start or the value of a configuration row. */
export type ProposeRuleOverride = ProposedOverride & { readonly type: 'ProposeRuleOverride' };

/** Another operator puts the override in force. */
export interface ApproveRuleOverride {
  readonly type: 'ApproveRuleOverride';
  readonly overrideId: string;
  readonly by: string;
  readonly at: Instant;
}

/** An operator rejects the proposal of another, or withdraws their own. */
export interface RejectRuleOverride {
  readonly type: 'RejectRuleOverride';
  readonly overrideId: string;
  readonly by: string;
  readonly at: Instant;
  readonly reason?: string;
}

/** What operators do about overrides. */
export type RuleOverrideCommand = ProposeRuleOverride | ApproveRuleOverride | RejectRuleOverride;

/** Why a proposal or a decision on one is refused. */
export type RuleOverrideReason = OverrideFault | 'override-not-found' | 'override-closed';

type Decided = Outcome<RuleOverrideEvent, RuleOverrideReason>;

/** The stream of a pack's overrides: one for all rows, since each must fit beside the others. */
export const ruleOverridesStream = ({ name }: Pick<Pack, 'name'>): string => `rule-overrides-${name}`;

/** The overrides of a rule pack: proposed by one operator, approved by another. */
export const ruleOverrides = (
  pack: Pack,
): Decider<RuleOverrideCommand, RuleOverridesState, RuleOverrideEvent, RuleOverrideReason> => ({
  initial: { proposals: [], approved: [] },
  streams: () => [ruleOverridesStream(pack)],
  decide: (command, state) => {
    switch (command.type) {
      case 'ProposeRuleOverride':
        return propose(pack, command, state);
      case 'ApproveRuleOverride':
        return approve(pack, command, state);
      case 'RejectRuleOverride':
        return rejectProposal(command, state);
    }
  },
  evolve,
});

const propose = (
  pack: Pack,
  { type: _, ...proposed }: ProposeRuleOverride,
  state: RuleOverridesState,
): Decided => {
  if (proposalOf(state, proposed.overrideId) !== undefined) return accept();
  const { author, proposedAt, ...set } = proposed;
  // Nobody has approved it yet, so the check for a second person comes with the approval.
  const candidate = { ...set, author, approvedBy: `not ${author}`, decidedAt: proposedAt };
  return refusal(pack, candidate, state) ?? accept({ type: 'RuleOverrideProposed', data: proposed });
};

const approve = (
  pack: Pack,
  { overrideId, by, at }: ApproveRuleOverride,
  state: RuleOverridesState,
): Decided => {
  const proposal = proposalOf(state, overrideId);
  if (proposal === undefined) return reject('override-not-found');
  if (proposal.author === by) return reject('second-person-required');
  const { decision, proposedAt: _, ...set } = proposal;
  if (decision !== undefined)
    return 'approvedBy' in decision ? accept() : reject('override-closed', { status: statusOf(proposal) });
  const decidedAt = latest(at, state.approved);
  return (
    refusal(pack, { ...set, approvedBy: by, decidedAt }, state) ??
    accept({ type: 'RuleOverrideApproved', data: { overrideId, approvedBy: by, decidedAt } })
  );
};

const rejectProposal = (
  { overrideId, by, at, reason }: RejectRuleOverride,
  state: RuleOverridesState,
): Decided => {
  const proposal = proposalOf(state, overrideId);
  if (proposal === undefined) return reject('override-not-found');
  const { decision } = proposal;
  if (decision !== undefined)
    return 'rejectedBy' in decision ? accept() : reject('override-closed', { status: 'approved' });
  return accept({
    type: 'RuleOverrideRejected',
    data: { overrideId, rejectedBy: by, decidedAt: at, ...(reason === undefined ? {} : { reason }) },
  });
};

/** Why the override cannot stand beside those in force: by itself, or because it would upset one of them. */
const refusal = (pack: Pack, candidate: RuleOverride, state: RuleOverridesState): Decided | undefined => {
  const inForce = state.approved;
  const before = layOverrides(pack, inForce).faulty;
  const { faulty } = layOverrides(pack, [
    ...inForce,
    { ...candidate, decidedAt: latest(candidate.decidedAt, inForce) },
  ]);
  const added = faulty.filter(({ override }) => before.every((other) => other.override !== override));
  const own = added.find(({ override }) => override.overrideId === candidate.overrideId) ?? added[0];
  if (own === undefined) return undefined;
  const others = added.map(({ override }) => override.overrideId).filter((id) => id !== candidate.overrideId);
  return reject(own.fault, others.length === 0 ? {} : { conflictingOverrides: others });
};

/** Clocks of two instances differ: no approval may seem older than the one it replaces. */
const latest = (at: Instant, approved: readonly RuleOverride[]): Instant =>
  approved.reduce((last, { decidedAt }) => (decidedAt > last ? decidedAt : last), at);

const proposalOf = ({ proposals }: RuleOverridesState, id: string): RuleOverrideProposal | undefined =>
  proposals.find(({ overrideId }) => overrideId === id);

const evolve = (state: RuleOverridesState, { type, data }: RuleOverrideEvent): RuleOverridesState => {
  switch (type) {
    case 'RuleOverrideProposed':
      return { ...state, proposals: [...state.proposals, data] };
    case 'RuleOverrideApproved': {
      const { proposals, approved } = withDecision(state, data);
      const added = proposals.flatMap(({ decision: _, proposedAt: _proposedAt, ...set }) =>
        set.overrideId === data.overrideId ? [{ ...set, ...data }] : [],
      );
      return { proposals, approved: [...approved, ...added] };
    }
    case 'RuleOverrideRejected':
      return withDecision(state, data);
  }
};

const withDecision = (
  state: RuleOverridesState,
  { overrideId, ...decision }: Decision & { readonly overrideId: string },
): RuleOverridesState => ({
  ...state,
  proposals: state.proposals.map((proposal) =>
    proposal.overrideId === overrideId ? { ...proposal, decision } : proposal,
  ),
});

/** How far a proposal got, whatever the pack makes of it. */
export const statusOf = ({
  author,
  decision,
}: RuleOverrideProposal): 'proposed' | 'approved' | 'rejected' | 'withdrawn' => {
  if (decision === undefined) return 'proposed';
  if ('approvedBy' in decision) return 'approved';
  return decision.rejectedBy === author ? 'withdrawn' : 'rejected';
};
