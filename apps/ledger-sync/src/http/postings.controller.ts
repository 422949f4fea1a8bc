import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api } from '@canbao/contracts';
import {
  ledgerSyncRejections as rejections,
  obligationNamed,
  posting,
  postingEvents,
  reportOf,
} from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, mayAccess, Problem, type InputOf } from '@canbao/service-kit';
import { streamsOf } from './streams-of';

@Controller()
export class PostingsController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly commands: Commands,
  ) {}

  @Handles(api.postings)
  async postings(@Input() { params, query, caller }: InputOf<typeof api.postings>): Promise<unknown> {
    if (!(await this.commands.waitUntil(() => mayAccess(this.database, caller, params.id))))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const streams = await streamsOf(this.database, params.id, query.month);
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
    const { postingId, obligation, because, at } = groundsOf(input);
    const requestId = randomUUID();
    return this.commands.run(
      input,
      posting,
      { type: 'PostAgain', ...obligation, requestId, because, at },
      {
        subject: obligation.personId,
        rejections,
        reply: () => ({ postingId, status: 'requested', requestId }),
      },
    );
  }

  @Handles(api.openRefundCase)
  openRefundCase(@Input() input: InputOf<typeof api.openRefundCase>): Promise<unknown> {
    const { postingId, obligation, because, at } = groundsOf(input);
    return this.commands.run(
      input,
      posting,
      { type: 'RequestRefund', ...obligation, because, at },
      { subject: obligation.personId, rejections, reply: () => ({ postingId, because: 'posting-refused' }) },
    );
  }

  @Handles(api.withdrawRefundCase)
  withdrawRefundCase(@Input() input: InputOf<typeof api.withdrawRefundCase>): Promise<unknown> {
    const postingId = input.params.id;
    const obligation = obligationNamed(postingId);
    return this.commands.run(
      input,
      posting,
      { type: 'WithdrawRefund', ...obligation, at: input.now },
      { subject: obligation.personId, rejections, reply: () => ({ postingId, status: 'refused' }) },
    );
  }
}

const groundsOf = ({
  params,
  body,
  now,
}: Pick<InputOf<typeof api.postAgain>, 'params' | 'body' | 'now'>) => ({
  postingId: params.id,
  obligation: obligationNamed(params.id),
  because: body.reason,
  at: now,
});
