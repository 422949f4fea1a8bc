import type { Client } from 'pg';
import type { Instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { InlineView } from './postgres-event-store';

interface EventRow { position: string; stream: string; version: number; event_id: string; type: string; data: unknown; subject: string; metadata: StoredEvent['metadata']; recorded_at: string }

const stored = ({ position, event_id: eventId, recorded_at: recordedAt, ...row }: EventRow): StoredEvent => ({ ...row, position: BigInt(position), eventId, recordedAt: recordedAt as Instant });

/**
 * Applies events in position order to wherever the writers' search path leads, one writer a view: their tables are
 * disjoint. While a batch is applied, the next one is read.
 */
export class Replay {
  /** The last event applied. */
  position = 0n;
  events = 0;

  constructor(private readonly reader: Client, private readonly writers: readonly (readonly [InlineView, Client])[], private readonly batch: number) {}

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
    await view.apply(client, events);
    await client.query('commit');
  }

  private async read(after: bigint): Promise<StoredEvent[]> {
    const { rows } = await this.reader.query<EventRow>({
      name: 'replay',
      text: `select position, stream, version, event_id, type, data, subject, metadata,
          to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as recorded_at
        from events where position > $1 order by position limit $2`,
      values: [after.toString(), this.batch],
    });
    return rows.map(stored);
  }
}
