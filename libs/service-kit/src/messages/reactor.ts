import { Injectable } from '@nestjs/common';
import { contractEvents, reactTo, type Subscription } from '@canbao/contracts';
import type { Received } from '@canbao/kafka';
import { Commands } from '../commands';
import { uuidOf } from '../uuid-of';
import { FactsInFlight } from './facts-in-flight';

/** Runs the reactions of a context to a received event, so that a consumer only names its subscriptions. */
@Injectable()
export class Reactor {
  constructor(
    private readonly commands: Commands,
    private readonly facts: FactsInFlight,
  ) {}

  /**
   * Runs the commands that the event calls for; `'ignored'` when it calls for none. Ids derive from the
   * event's id, so a redelivered event leads to the same ids. The topic follows from the event's type: the
   * consumer loop accepts a type on its own topic only.
   */
  async react(subscriptions: readonly Subscription[], received: Received): Promise<'ignored' | undefined> {
    const handled = await reactTo(
      subscriptions,
      contractEvents[received.event.type].topic,
      received.event,
      (text) => uuidOf(`${received.eventId}|${text}`),
      (decider, command, last) => this.commands.react(received, decider, command, last),
    );
    if (!handled) return 'ignored';
    this.facts.handled(received.subject);
    return undefined;
  }
}
