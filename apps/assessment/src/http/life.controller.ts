import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import { quoteStream } from '@canbao/domain-assessment';
import { EventStore, eventsOf } from '@canbao/event-sourcing';
import { Handles, Input, lifeOf, type InputOf } from '@canbao/service-kit';

/** Of an order's life, its quote. */
@Controller()
export class LifeController {
  constructor(private readonly store: EventStore) {}

  @Handles(api.quoteLife)
  async life(@Input() { params }: InputOf<typeof api.quoteLife>): Promise<unknown> {
    const events = await eventsOf(this.store, quoteStream(params.id.toLowerCase()));
    return { items: lifeOf('assessment', events) };
  }
}
