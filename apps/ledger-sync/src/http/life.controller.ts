import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api } from '@canbao/contracts';
import { postingStream } from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Handles, Input, lifeOf, type InputOf } from '@canbao/service-kit';

/** Of an order's life, what became of its months at their bureau. */
@Controller()
export class LifeController {
  constructor(private readonly store: EventStore) {}

  @Handles(api.postingLife)
  async life(@Input() { params, query }: InputOf<typeof api.postingLife>): Promise<unknown> {
    const { id: personId } = params;
    const { insurance, months } = query;
    const streams = months.flatMap((month) => {
      const own = { personId, insurance, month };
      const added = postingStream({ ...own, item: 'pension-true-up' });
      return insurance === 'pension' ? [postingStream(own), added] : [postingStream(own)];
    });
    const loaded = await this.store.load(streams);
    return {
      items: lifeOf(
        'ledger-sync',
        streams.flatMap((stream) => loaded.get(stream)?.events ?? []),
      ),
    };
  }
}
