import type { Client } from 'pg';
import type { EventTypes, StoredEvent } from '@canbao/event-sourcing';
import { eventColumns, storedEventOf, type EventRow } from '../store/event-row';
import { applyView, type InlineView } from '../store/inline-view';

/** A view with the connection that writes its tables. */
export type ViewWriter = readonly [InlineView, Client];

/**
 * Applies events in position order, wherever the writers' search path leads. Each view has a writer of its
 * own, because their tables are disjoint. While a batch is applied, the next one is read.
 */
export class Replay {
  /** Position of the last event applied. */
  position = 0n;
  /** Events applied so far. */
  events = 0;

  constructor(
    private readonly reader: Client,
    private readonly writers: readonly ViewWriter[],
    private readonly types: EventTypes,
    private readonly batchSize: number,
  ) {}

  /** Applies every event that is stored by now. */
  async catchUp(): Promise<void> {
    let next = this.read(this.position);
    for (let events = await next; events.length > 0; events = await next) {
      const last = events.at(-1)?.position ?? this.position;
      next = this.read(last);
      next.catch(() => undefined); // If a writer fails first, nobody awaits this read.
      await Promise.all(this.writers.map(([view, client]) => this.write(view, client, events)));
      this.position = last;
      this.events += events.length;
    }
  }

  private async write(view: InlineView, client: Client, events: readonly StoredEvent[]): Promise<void> {
    await client.query('begin');
    await applyView(view, client, events);
    await client.query('commit');
  }

  private async read(after: bigint): Promise<StoredEvent[]> {
    const { rows } = await this.reader.query<EventRow>({
      name: 'replay',
      text: `select ${eventColumns} from events where position > $1 order by position limit $2`,
      values: [after.toString(), this.batchSize],
    });
    return rows.map((row) => storedEventOf(row, this.types));
  }
}
