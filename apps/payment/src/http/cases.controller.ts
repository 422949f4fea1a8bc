import { hash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { dayEndApi as api, ProposalReply, type Operation } from '@canbao/contracts';
import {
  caseEvents,
  cases,
  caseStream,
  provingKinds,
  reconciliationRejections as rejections,
  type CaseCommand,
  type Evidence,
  type ReconciliationReason,
} from '@canbao/domain-reconciliation';
import { EventStore, eventsOf } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import { Database } from '@canbao/postgres';
import {
  Commands,
  FourEyes,
  Handles,
  identityOf,
  Input,
  Problem,
  ServiceLog,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { lookUpProof } from '../day-end/look-up-proof';
import { probeChannel } from '../day-end/probe-channel';
import { probeNow } from '../day-end/work-cases';
import { caseById, caseReplyOf, casesPage, type CaseRow } from '../views/cases.view';

const problem = (reason: ReconciliationReason): Problem => new Problem(reason, rejections[reason]);
type Acting = InputOf<typeof api.actOnCase>;

/** Cases, and what operators do about them. */
@Controller()
export class CasesController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly channels: Channels,
    private readonly fourEyes: FourEyes,
    private readonly log: ServiceLog,
  ) {
    fourEyes.performs('close-case', (proposal, input) => this.close(proposal, input));
  }

  @Handles(api.cases)
  list(@Input() { query }: InputOf<typeof api.cases>): Promise<unknown> {
    return casesPage(this.database, query);
  }

  @Handles(api.case)
  async case(@Input() { params }: InputOf<typeof api.case>): Promise<unknown> {
    const row = await this.found(params.id);
    const events = await eventsOf(this.store, caseStream(params.id));
    const history = events
      .filter(caseEvents.has)
      .map(({ type, data, recordedAt: at }) => ({ type, at, data }));
    return { ...caseReplyOf(row), provenBy: provingKinds(row.kind), history };
  }

  @Handles(api.actOnCase)
  async act(@Input() input: Acting): Promise<unknown> {
    const { params, body, now, caller } = input;
    const caseId = params.id;
    const by = identityOf(caller);
    switch (body.action) {
      case 'note':
        return this.run(input, { type: 'NoteOnCase', caseId, note: body.note, by, at: now });
      case 'assign': {
        const { owner, because } = body;
        return this.run(input, { type: 'AssignCase', caseId, owner, because, at: now });
      }
      case 'probe':
        return this.probe(caseId, input);
      case 'close':
        return this.proposeClosing(input, body);
    }
  }

  private async probe(caseId: string, { now }: Acting): Promise<unknown> {
    await this.found(caseId);
    const { database, commands, log } = this;
    const probe = probeChannel(commands, this.channels);
    if (!(await probeNow({ database, commands, log, now }, caseId, probe))) throw problem('case-closed');
    return { caseId, done: true };
  }

  private async proposeClosing(
    input: Acting,
    { proof, because }: Extract<Acting['body'], { action: 'close' }>,
  ): Promise<unknown> {
    const caseId = input.params.id;
    const found = await lookUpProof(this.database, await this.found(caseId), proof);
    if (found === undefined) throw problem('proof-not-found');
    // What could not be done now is refused now.
    const command = { type: 'CloseCase', caseId, proof: found, by: '-', at: input.now } as const;
    await this.commands.check(cases, command, rejections);
    const { kind, reference, amount = '' } = found;
    const details = { caseId, kind, reference, amount };
    const subject = `case ${caseId}`;
    const proposed = { action: 'close-case', subject, details, purpose: because } as const;
    const proposal = ProposalReply.parse(await this.fourEyes.propose(input, proposed));
    return { caseId, done: false, proposal };
  }

  private async close(
    { details, proposalId, proposedBy }: Proposal,
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const { caseId = '', kind, reference = '', amount } = details;
    const proof = {
      kind,
      reference,
      ...(amount === '' ? {} : { amount: amount as Yuan }),
    } as Evidence;
    const by = `${proposedBy}, ${identityOf(input.caller)}`;
    // Under the proposal's id, so that it is done once.
    const idempotency = { scope: 'proposal', key: proposalId, fingerprint: hash('sha256', proposalId) };
    const command = { type: 'CloseCase', caseId, proof, by, at: input.now } as const;
    await this.run({ ...input, idempotency } as never, command);
    return { caseId };
  }

  private run(input: Acting, command: CaseCommand): Promise<unknown> {
    const { caseId } = command;
    return this.commands.run(input, cases, command, {
      subject: caseId,
      rejections,
      reply: () => ({ caseId, done: true }),
    });
  }

  private async found(caseId: string): Promise<CaseRow> {
    const row = await caseById(this.database, caseId);
    if (row === undefined) throw problem('case-not-found');
    return row;
  }
}
