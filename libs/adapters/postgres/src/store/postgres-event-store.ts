import {
  EventStore,
  genesisHash,
  type AppendRequest,
  type AppendResult,
  type EventTypes,
  type Loaded,
  type StoredEvent,
} from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import type { Database } from '../database/database';
import { plainArray } from '../database/plain-array';
import { eventColumns, storedEventOf, type EventRow } from './event-row';
import { GroupCommit } from './group-commit';
import type { InlineView } from './inline-view';
import { LongStreams } from './long-streams';
import type { EventRules } from './prepared-append';

/** The views written with the events, the topics they are published on, and their revisions. */
export interface PostgresEventStoreOptions extends EventRules {
  readonly views: readonly InlineView[];
}

type Listener = (events: readonly StoredEvent[]) => void;

const emptyStream: Loaded = { version: 0, hash: genesisHash, events: [] };

/**
 * The event store on PostgreSQL. Commands that arrive together read together and commit together (see
 * {@link GroupCommit}).
 */
export class PostgresEventStore extends EventStore {
  private readonly commits: GroupCommit;
  private readonly eventTypes: EventTypes;
  private readonly loads = new Batcher((requests: readonly (readonly string[])[]) => this.loadAll(requests));
  private readonly longStreams = new LongStreams();
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    { views, ...rules }: PostgresEventStoreOptions,
  ) {
    super();
    this.eventTypes = rules.eventTypes;
    this.commits = new GroupCommit(database, views, rules, (events) =>
      this.listeners.forEach((listener) => listener(events)),
    );
  }

  /**
   * Calls the listener with what was stored after every commit of this process, so that its relay can wake.
   */
  onAppended(listener: Listener): void {
    this.listeners.push(listener);
  }

  override load(streams: readonly string[]): Promise<ReadonlyMap<string, Loaded>> {
    return this.loads.submit(streams);
  }

  override async append(request: AppendRequest): Promise<AppendResult> {
    const result = await this.commits.append(request);
    if (result.outcome === 'version-conflict')
      for (const { stream } of request.writes) this.longStreams.forget(stream);
    return result;
  }

  override async readAfter(position: bigint, limit: number): Promise<readonly StoredEvent[]> {
    const { rows } = await this.database.pool.query<EventRow>({
      name: 'read-after',
      text: `select ${eventColumns} from events where position > $1 order by position limit $2`,
      values: [position.toString(), limit],
    });
    return rows.map((row) => storedEventOf(row, this.eventTypes));
  }

  /** Waits for what is being committed; every append after this is rejected. */
  close(): Promise<void> {
    return this.commits.close();
  }

  private async loadAll(
    requests: readonly (readonly string[])[],
  ): Promise<readonly ReadonlyMap<string, Loaded>[]> {
    const known = new Map(
      requests.flat().map((stream) => [stream, this.longStreams.get(stream) ?? emptyStream]),
    );
    const { rows } = await this.database.pool.query<EventRow>({
      name: 'load',
      text: loadSql,
      values: [[...known.keys()], plainArray([...known.values()].map(({ version }) => version))],
    });
    const loaded = new Map(known);
    for (const [stream, own] of Map.groupBy(rows, (row) => row.stream)) {
      const { version, hash } = own.at(-1) as EventRow;
      const added = own.map((row) => storedEventOf(row, this.eventTypes));
      loaded.set(stream, { version, hash, events: [...(known.get(stream)?.events ?? []), ...added] });
    }
    for (const [stream, now] of loaded) this.longStreams.keep(stream, now);
    return requests.map(
      (streams) => new Map(streams.map((stream) => [stream, loaded.get(stream) ?? emptyStream])),
    );
  }
}

// Stream by stream, so that every plan goes by the index: without statistics, `= any` reads the whole table.
const loadSql = `select ${eventColumns}
  from unnest($1::text[], $2::int[]) as requested(name, after)
  cross join lateral (
    select * from events where stream = requested.name and version > requested.after
    order by version offset 0
  ) as own`;
