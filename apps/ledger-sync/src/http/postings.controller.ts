import { hash, randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import { ledgerSyncApi as api, type Operation, type OperatorAction } from '@canbao/contracts';
import {
  ledgerSyncRejections as rejections,
  obligationNamed,
  posting,
  postingEvents,
  reportOf,
} from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import {
  Commands,
  FactsInFlight,
  gainsAccess,
  FourEyes,
  Handles,
  Input,
  Problem,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import { insurancesShownTo } from '@canbao/vocabulary';
import { streamsOf } from './streams-of';

@Controller()
export class PostingsController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly fourEyes: FourEyes,
    private readonly facts: FactsInFlight,
  ) {
    for (const action of waysOut)
      fourEyes.performs(action, (proposal, input) => this.perform(action, proposal, input));
  }

  @Handles(api.postings)
  async postings(@Input() { params, query, caller }: InputOf<typeof api.postings>): Promise<unknown> {
    if (!(await gainsAccess(this.facts, this.database, caller, params.id)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const streams = await streamsOf(
      this.database,
      { personId: params.id, insurances: insurancesShownTo(caller.role) },
      query.month,
    );
    const loaded = await this.store.load(streams);
    return {
      items: streams.flatMap((stream) => {
        const events = loaded.get(stream)?.events ?? [];
        return reportOf(events.filter(postingEvents.has)) ?? [];
      }),
    };
  }

  @Handles(api.postAgain)
  postAgain(@Input() input: InputOf<typeof api.postAgain>): Promise<unknown> {
    return this.propose(input, 'post-again', input.body.reason);
  }

  @Handles(api.openRefundCase)
  openRefundCase(@Input() input: InputOf<typeof api.openRefundCase>): Promise<unknown> {
    return this.propose(input, 'open-refund-case', input.body.reason);
  }

  @Handles(api.withdrawRefundCase)
  withdrawRefundCase(@Input() input: InputOf<typeof api.withdrawRefundCase>): Promise<unknown> {
    return this.propose(input, 'withdraw-refund-case', 'not given');
  }

  /** What could not be done now is refused now. */
  private async propose(
    input: Pick<InputOf<typeof api.withdrawRefundCase>, 'params'> & InputOf<Operation>,
    action: WayOut,
    purpose: string,
  ): Promise<unknown> {
    const postingId = input.params.id;
    await this.commands.check(posting, commands[action](postingId, purpose, input.now), rejections);
    const proposed = { action, subject: `posting ${postingId}`, details: { postingId }, purpose };
    return this.fourEyes.propose(input, proposed);
  }

  private async perform(
    action: WayOut,
    { proposalId, details: { postingId = '' }, purpose }: Proposal,
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const command = commands[action](postingId, purpose, input.now);
    // Under the proposal's id, so that it is done once.
    const idempotency = { scope: 'proposal', key: proposalId, fingerprint: hash('sha256', proposalId) };
    const result = await this.commands.run({ ...input, idempotency }, posting, command, {
      subject: obligationNamed(postingId).personId,
      rejections,
      reply: () => ('requestId' in command ? { requestId: command.requestId } : {}),
    });
    return result as Record<string, string>;
  }
}

type WayOut = Extract<OperatorAction, 'post-again' | 'open-refund-case' | 'withdraw-refund-case'>;

/** The commands of the actions; `because` is the operator's reason. */
const commands = {
  'post-again': (postingId: string, because: string, at: Instant) =>
    ({ type: 'PostAgain', ...obligationNamed(postingId), requestId: randomUUID(), because, at }) as const,
  'open-refund-case': (postingId: string, because: string, at: Instant) =>
    ({ type: 'RequestRefund', ...obligationNamed(postingId), because, at }) as const,
  'withdraw-refund-case': (postingId: string, _because: string, at: Instant) =>
    ({ type: 'WithdrawRefund', ...obligationNamed(postingId), at }) as const,
};
const waysOut = Object.keys(commands) as WayOut[];
