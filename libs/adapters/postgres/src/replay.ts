import type { Client } from 'pg';
import type { StoredEvent } from '@canbao/event-sourcing';
import { eventColumns, stored, type EventRow } from './event-row';
import { applied, type InlineView } from './postgres-event-store';

/**
 * Applies events in position order to wherever the writers' search path leads, one writer a view: their
 * tables are
 * disjoint. While a batch is applied, the next one is read.
 */
export class Replay {
  /** The last event applied. */
  position = 0n;
  events = 0;

  constructor(
    private readonly reader: Client,
    private readonly writers: readonly (readonly [InlineView, Client])[],
    private readonly batch: number,
  ) {}

  /** Goes on to where the events end now. */
  async toTheEnd(): Promise<void> {
    for (let next = this.read(this.position); ;) {
      const events = await next;
      const last = events.at(-1);
      if (last === undefined) return;
      next = this.read(last.position);
      // If the writers fail first, nobody else would hear of a reader that fails too.
      next.catch(() => undefined);
      await Promise.all(this.writers.map(([view, client]) => this.write(view, client, events)));
      this.position = last.position;
      this.events += events.length;
    }
  }

  private async write(view: InlineView, client: Client, events: readonly StoredEvent[]): Promise<void> {
    await client.query('begin');
    await applied(view, client, events);
    await client.query('commit');
  }

  private async read(after: bigint): Promise<StoredEvent[]> {
    const { rows } = await this.reader.query<EventRow>({
      name: 'replay',
      text: `select ${eventColumns} from events where position > $1 order by position limit $2`,
      values: [after.toString(), this.batch],
    });
    return rows.map(stored);
  }
}
