import { Injectable } from '@nestjs/common';
import {
  hasCaughtUp,
  paymentOrder,
  paymentRejections as rejections,
  refusedByQuote,
  type OpenOrder,
} from '@canbao/domain-payment';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { FactsInFlight, identityOf, mayAccess, Problem, type Caller } from '@canbao/service-kit';

/** What must be known before an order is opened. */
@Injectable()
export class OrderFacts {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly facts: FactsInFlight,
  ) {}

  /**
   * Waits for the facts that the quote rests on, which assessment may know before payment does (ADR 4); where
   * the quote itself refuses the order, no fact can change that. The payer whose quote it is is told why, and
   * nobody else waits.
   * @throws Problem `person-not-found` when the payer may not act for the person.
   */
  async caughtUp(caller: Caller, command: OpenOrder): Promise<void> {
    const isRefused = refusedByQuote(command) !== undefined;
    const { personId, payerId } = command.quote;
    const isOthers = isRefused && payerId !== caller.subject;
    // Assessment gave the quote, so it knew who may act for the person.
    const asked = { subject: personId, caller: identityOf(caller), isKnown: true };
    const mayAct = () => mayAccess(this.database, caller, personId);
    if (!(isOthers ? await mayAct() : await this.facts.waitUntil(mayAct, asked)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    if (isRefused) return;
    const streams = paymentOrder.streams(command);
    await this.facts.waitUntil(async () => {
      const state = fold(paymentOrder, streams, await this.store.load(streams));
      return hasCaughtUp(command, state);
    }, asked);
  }
}
