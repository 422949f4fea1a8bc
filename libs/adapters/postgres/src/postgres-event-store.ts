import type { ClientBase, QueryConfig } from 'pg';
import {
  EventStore,
  genesisHash,
  type AppendRequest,
  type AppendResult,
  type Event,
  type Loaded,
  type StoredEvent,
} from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import { eventColumns, stored, type EventRow } from './event-row';
import { GroupCommit } from './group-commit';
import type { Database } from './database';
import type { ProjectionTable } from './projections';

/**
 * A read model written in the transaction of the events. It gets all events of a batch at once and writes
 * them set-based;
 * it must give the same rows when replayed from the first event, whatever the size of the batches.
 */
export type InlineView = {
  readonly name: string;
  /** What it writes, in this transaction and nowhere else. */
  readonly tables: readonly ProjectionTable[];
} &
  /** Where the events alone tell what to write: pure, and sent together with the commit. */
  (
    | { statements(events: readonly StoredEvent[]): readonly QueryConfig[] }
    /** Where what was written before has to be read first. */
    | { apply(client: ClientBase, events: readonly StoredEvent[]): Promise<void> }
  );

/** Writes the rows of a view. */
export const applied = async (
  view: InlineView,
  client: ClientBase,
  events: readonly StoredEvent[],
): Promise<void> => {
  if ('apply' in view) await view.apply(client, events);
  else for (const statement of view.statements(events)) await client.query(statement);
};

export interface PostgresEventStoreOptions {
  readonly views: readonly InlineView[];
  /** The topic on which an event is published, or nothing. */
  readonly topicOf: (event: Event) => string | undefined;
}

interface LoadedRow extends EventRow {
  hash: string;
}

const nothing: Loaded = { version: 0, hash: genesisHash, events: [] };

/**
 * The event store on PostgreSQL: commands that wait together read and commit together (see {@link Batcher}
 * and {@link GroupCommit}).
 */
export class PostgresEventStore extends EventStore {
  private readonly commits: GroupCommit;
  private readonly loads = new Batcher((asked: readonly (readonly string[])[]) => this.loadAll(asked));
  private readonly listeners: ((events: readonly StoredEvent[]) => void)[] = [];

  constructor(
    private readonly database: Database,
    options: PostgresEventStoreOptions,
  ) {
    super();
    this.commits = new GroupCommit(database, options.views, options.topicOf, (events) =>
      this.listeners.forEach((listener) => listener(events)),
    );
  }

  /**
   * Calls the listener after every commit of this process with what was stored, so that the relay need not
   * wait for its next poll.
   */
  onAppended(listener: (events: readonly StoredEvent[]) => void): void {
    this.listeners.push(listener);
  }

  override load(streams: readonly string[]): Promise<ReadonlyMap<string, Loaded>> {
    return this.loads.submit(streams);
  }

  override append(request: AppendRequest): Promise<AppendResult> {
    return this.commits.append(request);
  }

  override async readAfter(position: bigint, limit: number): Promise<readonly StoredEvent[]> {
    const { rows } = await this.database.pool.query<EventRow>({
      name: 'read-after',
      text: `select ${eventColumns} from events where position > $1 order by position limit $2`,
      values: [position.toString(), limit],
    });
    return rows.map(stored);
  }

  /** Waits for what is being committed; appends after this are refused. */
  close(): Promise<void> {
    return this.commits.close();
  }

  private async loadAll(asked: readonly (readonly string[])[]): Promise<ReadonlyMap<string, Loaded>[]> {
    // Stream by stream, so that every plan goes by the index: without statistics `= any` reads the whole
    // table.
    const { rows } = await this.database.pool.query<LoadedRow>({
      name: 'load',
      text: `select ${eventColumns}, hash from unnest($1::text[]) as asked(name) cross join lateral (select * from events where stream = asked.name order by version offset 0) as own`,
      values: [[...new Set(asked.flat())]],
    });
    const found = new Map<string, { version: number; hash: string; events: StoredEvent[] }>();
    for (const row of rows) {
      const events = found.get(row.stream)?.events ?? [];
      events.push(stored(row));
      found.set(row.stream, { version: row.version, hash: row.hash, events });
    }
    return asked.map((streams) => new Map(streams.map((stream) => [stream, found.get(stream) ?? nothing])));
  }
}
