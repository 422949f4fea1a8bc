import type { PoolClient } from 'pg';
import type { AppendRequest, AppendResult, StoredEvent } from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import type { Database } from '../database/database';
import { onConnection } from '../database/on-connection';
import { uniqueViolation } from '../database/unique-violation';
import { appendLock } from './append-lock';
import { areConsistent, readCommitState, refusalOf } from './commit-state';
import type { InlineView } from './inline-view';
import { insertAppends } from './insert-appends';
import { prepareAppend, type EventRules, type PreparedAppend } from './prepared-append';

/** Groups in flight: the second waits for the append lock while the first waits for the disk. */
const maxInFlight = 2;

/** What a commit has stored. */
interface Committed {
  readonly results: AppendResult[];
  readonly events: readonly StoredEvent[];
}

/**
 * Commits the appends that are waiting together: one lock, one round trip and one fsync for all. Streams only
 * grow, so nothing is looked up first: keys refuse what does not fit. A group that is refused is committed
 * again with a look, so that each append is all-or-nothing at its expected versions and one that conflicts is
 * answered without touching its neighbours. The lock makes position order commit order across all instances
 * of the service.
 */
export class GroupCommit {
  private readonly batcher = new Batcher<PreparedAppend, AppendResult>((appends) => this.commit(appends), {
    maxInFlight,
  });
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly views: readonly InlineView[],
    private readonly rules: EventRules,
    private readonly onCommitted: (events: readonly StoredEvent[]) => void,
  ) {}

  /**
   * Resolves when the append is committed or refused.
   * @throws what the driver throws; then nothing is stored.
   */
  append(request: AppendRequest): Promise<AppendResult> {
    if (this.closed)
      return Promise.reject(
        Object.assign(new Error('the event store is closed'), { code: 'closed', canRetry: true }),
      );
    return this.batcher.submit(prepareAppend(request, this.rules));
  }

  /** Waits for what is in flight; every append after this is rejected. */
  async close(): Promise<void> {
    this.closed = true;
    await this.batcher.idle();
  }

  private async commit(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const { results, events } = await this.commitAtOnce(appends).catch((error: { code?: string }) => {
      if (error.code !== uniqueViolation) throw error;
      return this.commitWithLook(appends);
    });
    if (events.length > 0) this.onCommitted(events);
    return results;
  }

  /** The connection is pipelined: lock, inserts, views and commit go out together. */
  private commitAtOnce(appends: readonly PreparedAppend[]): Promise<Committed> {
    if (appends.some(isOnlyChecked) || !areConsistent(appends)) return this.commitWithLook(appends);
    return onConnection(this.database.pool, async (client) => {
      const [, events] = await allDone([this.lock(client), this.writeAndCommit(client, appends)]);
      return { events, results: resultsOf(appends, events) };
    });
  }

  /** Reads under the lock what the appends must agree with, and writes those that do. */
  private commitWithLook(appends: readonly PreparedAppend[]): Promise<Committed> {
    return onConnection(this.database.pool, async (client) => {
      const [, state] = await allDone([this.lock(client), readCommitState(client, appends)]);
      const cursors = new Map(state.cursors);
      const refusals = new Map(appends.map((append) => [append, refusalOf(append, state)]));
      const admitted = appends
        .filter((append) => refusals.get(append) === undefined)
        .map((append) => afterCursor(append, cursors));
      const events = await this.writeAndCommit(client, admitted);
      return { events, results: resultsOf(appends, events, refusals) };
    });
  }

  private lock(client: PoolClient): Promise<unknown> {
    const lock = `pg_advisory_xact_lock(hashtextextended('${appendLock(this.database.service)}', 0))`;
    return client.query(`begin isolation level read committed; select ${lock}`);
  }

  /** Returns the events with the positions that they were given. */
  private async writeAndCommit(
    client: PoolClient,
    appends: readonly PreparedAppend[],
  ): Promise<StoredEvent[]> {
    const events = relativeEvents(appends);
    // Before anything is sent: a view that throws must not leave a query behind that nobody waits for.
    const statements = events.length === 0 ? [] : this.views.flatMap((view) => view.statements(events));
    const [{ rows }] = await allDone([
      client.query<{ last: string | null }>(insertAppends(appends)),
      Promise.all(statements.map((statement) => client.query(statement))),
      // A failed write turns this COMMIT into a ROLLBACK.
      client.query('commit'),
    ]);
    const last = BigInt(rows[0]?.last ?? 0);
    return events.map((event) => ({ ...event, position: last + event.position }));
  }
}

/** The append with the cursor as it is, in place of the one that the consumer had read. */
const afterCursor = (append: PreparedAppend, cursors: ReadonlyMap<string, number>): PreparedAppend =>
  append.inbox === undefined
    ? append
    : { ...append, inbox: { ...append.inbox, after: cursors.get(append.inbox.stream) ?? 0 } };

/** An append whose key is looked up but not used: only a look can tell. */
const isOnlyChecked = ({ idempotency }: PreparedAppend): boolean =>
  idempotency !== undefined && idempotency.answer === undefined;

/**
 * The events of a group before their positions are known: counted back from the last, which is 0. In SQL
 * `committed_position` makes them absolute.
 */
const relativeEvents = (appends: readonly PreparedAppend[]): StoredEvent[] => {
  const events = appends.flatMap((append) => append.events);
  return events.map((event, index) => ({ ...event, position: BigInt(index + 1 - events.length) }));
};

/** One for each append, in order; the events are those of the appends without a refusal. */
const resultsOf = (
  appends: readonly PreparedAppend[],
  events: readonly StoredEvent[],
  refusals?: ReadonlyMap<PreparedAppend, AppendResult | undefined>,
): AppendResult[] => {
  let end = 0;
  return appends.map((append) => {
    const refusal = refusals?.get(append);
    if (refusal !== undefined) return refusal;
    end += append.events.length;
    const last = append.events.length === 0 ? undefined : events[end - 1];
    return { outcome: 'appended', lastPosition: last?.position ?? 0n };
  });
};

/** Waits for all. Throws the first failure: later ones only report an aborted transaction. */
const allDone = async <T extends readonly Promise<unknown>[]>(
  queries: readonly [...T],
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> => {
  const failure = (await Promise.allSettled(queries)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
  return (await Promise.all(queries)) as { -readonly [I in keyof T]: Awaited<T[I]> };
};
