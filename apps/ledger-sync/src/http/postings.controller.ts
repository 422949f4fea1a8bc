import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api } from '@canbao/contracts';
import { ledgerSyncRejections as rejections, reportOf } from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, mayAccess, Problem, type InputOf } from '@canbao/service-kit';
import { postingEvents, streamsOf } from '../views/postings.view';

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
      items: streams.flatMap((stream) => reportOf(postingEvents(loaded.get(stream)?.events ?? [])) ?? []),
    };
  }
}
