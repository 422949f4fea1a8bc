import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { mayRefund, paymentRejections as rejections } from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { channelOf } from '@canbao/rules';
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

/** "Why not?", as far as payment decides it: refunds. */
@Controller()
export class WhyController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly facts: FactsInFlight,
  ) {}

  @Handles(api.whyRefund)
  async refund(@Input() { params, caller }: InputOf<typeof api.whyRefund>): Promise<unknown> {
    const { id: personId, month } = params;
    if (!(await gainsAccess(this.facts, this.database, caller, personId)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const items = [];
    for (const insurance of insurancesShownTo(caller.role)) {
      const { takenBy, ...answer } = await mayRefund(this.store, { personId, insurance, month });
      // A bank is told of the money that it took.
      const isShown = caller.role !== 'bank' || takenBy.some((channel) => channel === channelOf(caller));
      if (isShown) items.push({ insurance, refund: shownTo(caller, answer) });
    }
    return { month, items };
  }
}
