import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api } from '@canbao/contracts';
import {
  ledgerSyncRejections as rejections,
  mayPost,
  posting,
  postingEvents,
  postingStream,
} from '@canbao/domain-ledger-sync';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import {
  FactsInFlight,
  gainsAccess,
  Handles,
  Input,
  Problem,
  shownTo,
  type InputOf,
} from '@canbao/service-kit';
import { insurancesShownTo } from '@canbao/vocabulary';

/** "Why not?", as far as ledger-sync decides it: postings. */
@Controller()
export class WhyController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly facts: FactsInFlight,
  ) {}

  @Handles(api.whyPost)
  async post(@Input() { params, caller }: InputOf<typeof api.whyPost>): Promise<unknown> {
    const { id: personId, month } = params;
    if (!(await gainsAccess(this.facts, this.database, caller, personId)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const insurances = insurancesShownTo(caller.role);
    const streams = insurances.map((insurance) => postingStream({ personId, insurance, month }));
    const loaded = await this.store.load(streams);
    const items = insurances.map((insurance, index) => {
      const stream = streams[index] ?? '';
      const last = loaded.get(stream)?.events.findLast(postingEvents.has);
      const answer = mayPost(fold(posting, [stream], loaded), last?.eventId);
      return { insurance, post: shownTo(caller, answer) };
    });
    return { month, items };
  }
}
