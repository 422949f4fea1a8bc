import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { erasure, paymentRejections as rejections, type Erasure, type MoneyOf } from '@canbao/domain-payment';
import type { Condition } from '@canbao/contracts';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database, inTransaction } from '@canbao/postgres';
import { Commands, Problem } from '@canbao/service-kit';
import { moneyOf } from './money-of';
import { PersonKeys } from './person-keys';

/** A person's erasure and the money that decides on it. */
export interface Standing {
  readonly state: Erasure;
  readonly money: MoneyOf;
}

/**
 * Erases persons: decides, destroys their keys, and says so, in this order. What is interrupted goes on where
 * it stopped, with the job or with the next approval.
 */
@Injectable()
export class Erasures {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly keys: PersonKeys,
    private readonly clock: Clock,
  ) {}

  /** As things stand. */
  async standingOf(personId: string): Promise<Standing> {
    const streams = erasure.streams({ type: 'CompleteErasure', personId, at: this.clock.now() });
    const [state, money] = await Promise.all([
      this.store.load(streams).then((histories) => fold(erasure, streams, histories)),
      moneyOf(this.database, personId),
    ]);
    return { state, money };
  }

  /**
   * Erases the person, or restricts what is kept of them; how far it got.
   * @throws Problem `erasure-not-possible`
   */
  async decide(personId: string, actor: string): Promise<Erasure> {
    const money = await moneyOf(this.database, personId);
    const at = this.clock.now();
    const command = { type: 'DecideErasure', personId, money, at } as const;
    const executed = await this.commands.act(actor, personId, erasure, command);
    if (executed.outcome === 'rejected') throw notPossible(executed.details['conditions']);
    const { state } = await this.standingOf(personId);
    if (state.status !== 'erasing' && state.status !== 'erased') return state;
    await this.destroy(personId);
    await this.commands.act(actor, personId, erasure, { type: 'CompleteErasure', personId, at });
    return (await this.standingOf(personId)).state;
  }

  /** Everything that could be opened: the key, and what keys of the setting have sealed. Idempotent. */
  private destroy(personId: string): Promise<void> {
    return inTransaction(this.database.pool, async (client) => {
      await this.keys.destroy(client, personId);
      await client.query('delete from debit_accounts where person_id = $1', [personId]);
      await client.query(
        `update channel_notices set raw = null
         where raw is not null and number like any(
           select replace(order_id::text, '-', '') || '%' from orders where person_id = $1
           union all
           select replace(refund_id::text, '-', '') || '%' from refunds where person_id = $1)`,
        [personId],
      );
    });
  }
}

/** The refusal, with what stands in the way. */
export const notPossible = (conditions: unknown): Problem =>
  new Problem('erasure-not-possible', rejections['erasure-not-possible'], {
    conditions: conditions as readonly Condition[],
  });
