import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import {
  proposalRejections as rejections,
  type Call,
  type OperatorAction,
  type ProposalReply,
} from '@canbao/contracts';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Commands } from '../commands';
import { identityOf } from '../http/caller';
import type { InputOf } from '../http/input';
import { AnsweredProblem, Problem } from '../http/problem';
import { ServiceLog } from '../lifecycle/service-log';
import { operations, statusOf, type OperatorCommand, type Proposal, type ProposeAction } from './proposals';

/** Who decides on a proposal, and when. */
type AnyInput = InputOf<Call>;
/** What an action gave: a few facts for the operator and the record. */
type Result = Readonly<Record<string, string>>;
/**
 * Does what was approved; a repeat after a crash must do it no second time.
 * @throws Problem where it is refused.
 */
type Perform = (proposal: Proposal, input: AnyInput) => Promise<Result>;

const listedMax = 200;

/**
 * Has what one operator proposes done when another approves it. Each action registers how it is done, and
 * proposes it instead of doing it.
 */
@Injectable()
export class FourEyes {
  private readonly performers = new Map<OperatorAction, Perform>();

  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly log: ServiceLog,
  ) {}

  /** Registers how an action is done. */
  performs(action: OperatorAction, perform: Perform): void {
    this.performers.set(action, perform);
  }

  /**
   * Keeps a proposal, for the subject's only open one.
   * @throws AnsweredProblem `proposal-open`
   */
  async propose(
    input: AnyInput,
    proposed: Pick<ProposeAction, 'action' | 'subject' | 'details' | 'purpose'>,
  ): Promise<unknown> {
    const { caller, now } = input;
    const command = {
      type: 'ProposeAction',
      ...proposed,
      proposalId: randomUUID(),
      by: caller.subject,
      at: now,
    };
    const isProposed = ({ action, subject, decision }: Proposal): boolean =>
      action === proposed.action && subject === proposed.subject && decision === undefined;
    return this.run(input, command as ProposeAction, (proposals) => proposals.findLast(isProposed));
  }

  /**
   * Approves a proposal and does what it says. One that was approved and, after a crash, not done is done.
   * @throws AnsweredProblem where the approval is refused. @throws Problem where the action is.
   */
  async approve(proposalId: string, input: AnyInput): Promise<ProposalReply> {
    const { caller, now } = input;
    const command = { type: 'ApproveAction', proposalId, by: caller.subject, at: now } as const;
    await this.run(input, command, byId(proposalId));
    const approved = await this.proposal(proposalId);
    if (approved.outcome !== undefined) return replyOf(approved, now);
    const record = (outcome: string, result: Result = {}): Promise<unknown> =>
      this.commands.act(identityOf(caller), 'operations', operations, {
        type: 'RecordAction',
        proposalId,
        role: caller.role,
        outcome,
        result,
      });
    try {
      await record('done', await this.performerOf(approved)(approved, input));
    } catch (error) {
      const code = codeOf(error);
      // A fault of the system leaves the proposal approved: the approval is sent again.
      if (code !== undefined) await record(code);
      throw error;
    } finally {
      const { action, purpose, details, outcome } = await this.proposal(proposalId);
      const who = { actor: identityOf(caller), proposedBy: approved.proposedBy, role: caller.role };
      this.log.info({ ...who, action, purpose, ...details, outcome }, 'operator action');
    }
    return replyOf(await this.proposal(proposalId), now);
  }

  /** @throws AnsweredProblem where the proposal is unknown, or approved. */
  async reject(proposalId: string, input: AnyInput, reason?: string): Promise<unknown> {
    const decision = { proposalId, by: input.caller.subject, at: input.now };
    const command = {
      type: 'RejectAction',
      ...decision,
      ...(reason === undefined ? {} : { reason }),
    } as const;
    return this.run(input, command, byId(proposalId));
  }

  /** The proposals, the latest first. */
  async list(now: Instant): Promise<ProposalReply[]> {
    return (await this.proposals())
      .slice(-listedMax)
      .toReversed()
      .map((proposal) => replyOf(proposal, now));
  }

  private run(
    input: AnyInput,
    command: OperatorCommand,
    find: (proposals: readonly Proposal[]) => Proposal | undefined,
  ): Promise<unknown> {
    return this.commands.run(input, operations, command, {
      subject: 'operations',
      rejections,
      reply: ({ state }) => replyOf(find(state) as Proposal, input.now),
    });
  }

  private performerOf({ action }: Proposal): Perform {
    const perform = this.performers.get(action);
    if (perform === undefined) throw Problem.general('not-found');
    return perform;
  }

  private async proposal(proposalId: string): Promise<Proposal> {
    return byId(proposalId)(await this.proposals()) as Proposal;
  }

  private async proposals(): Promise<readonly Proposal[]> {
    const streams = ['operations'];
    return fold(operations, streams, await this.store.load(streams));
  }
}

const byId =
  (proposalId: string) =>
  (proposals: readonly Proposal[]): Proposal | undefined =>
    proposals.find((proposal) => proposal.proposalId === proposalId);

/** The code of a refusal; undefined for a fault of the system. */
const codeOf = (error: unknown): string | undefined => {
  if (error instanceof AnsweredProblem) return String(error.document['code']);
  return error instanceof Problem && error.text.status < 500 ? error.code : undefined;
};

const replyOf = (proposal: Proposal, now: Instant): ProposalReply => {
  const { decision, outcome, result, ...proposed } = proposal;
  return {
    ...proposed,
    status: statusOf(proposal, now),
    ...(decision === undefined
      ? {}
      : { [decision.approved ? 'approvedBy' : 'rejectedBy']: decision.by, decidedAt: decision.at }),
    ...(decision?.reason === undefined ? {} : { reason: decision.reason }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(result === undefined ? {} : { result }),
  };
};
