import type { PoolClient } from 'pg';
import type { AppendRequest, AppendResult, StoredEvent } from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import type { Database } from '../database/database';
import { onConnection } from '../database/on-connection';
import { appendLock } from './append-lock';
import { admit, readCommitState, type Admission } from './commit-state';
import type { InlineView } from './inline-view';
import { insertAppends } from './insert-appends';
import { prepareAppend, type PreparedAppend, type TopicOf } from './prepared-append';

/** Groups in flight: the second waits for the append lock while the first waits for the disk. */
const maxInFlight = 2;

/**
 * Commits the appends that are waiting together: one lock and one fsync for all. Each is all-or-nothing at
 * its expected versions; one that conflicts is answered without touching its neighbours. The lock makes
 * position order commit order across all instances of the service.
 */
export class GroupCommit {
  private readonly batcher = new Batcher<PreparedAppend, AppendResult>((appends) => this.commit(appends), {
    maxInFlight,
  });
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly views: readonly InlineView[],
    private readonly topicOf: TopicOf,
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
    return this.batcher.submit(prepareAppend(request, this.topicOf));
  }

  /** Waits for what is in flight; every append after this is rejected. */
  async close(): Promise<void> {
    this.closed = true;
    await this.batcher.idle();
  }

  private async commit(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const admissions = await onConnection(this.database.pool, async (client) => {
      const admitted = await this.admitAll(client, appends);
      await this.writeAndCommit(client, appends, admitted);
      return admitted;
    });
    const events = admissions.flatMap((admission) => admission.events);
    if (events.length > 0) this.onCommitted(events);
    return admissions.map(
      (admission) =>
        admission.refusal ?? {
          outcome: 'appended',
          lastPosition: admission.events.at(-1)?.position ?? 0n,
        },
    );
  }

  /** First round trip: the connection is pipelined, so lock and look-up go out together. */
  private async admitAll(client: PoolClient, appends: readonly PreparedAppend[]): Promise<Admission[]> {
    const lock = client.query(
      `begin; select pg_advisory_xact_lock(hashtextextended('${appendLock(this.database.service)}', 0))`,
    );
    const reading = readCommitState(client, appends);
    await allDone([lock, reading]);
    const state = await reading;
    return appends.map((append) => admit(append, state));
  }

  /** Second round trip: everything that is written goes out together with the commit. */
  private async writeAndCommit(
    client: PoolClient,
    appends: readonly PreparedAppend[],
    admissions: readonly Admission[],
  ): Promise<void> {
    const events = admissions.flatMap((admission) => admission.events);
    const admitted = appends.filter((_, index) => admissions[index]?.refusal === undefined);
    const views = events.length > 0 ? this.views : [];
    // Before anything is sent: a view that throws must not leave a query behind that nobody waits for.
    const statements = views.flatMap((view) => ('statements' in view ? view.statements(events) : []));
    const writes: Promise<unknown>[] = [
      insertAppends(client, admitted, events),
      ...statements.map((statement) => client.query(statement)),
    ];
    const readingViews = views.filter((view) => 'apply' in view);
    if (readingViews.length > 0)
      await allDone([...writes, ...readingViews.map((view) => view.apply(client, events))]);
    // A failed write turns this COMMIT into a ROLLBACK.
    await allDone([...writes, client.query('commit')]);
  }
}

/** Waits for all. Throws the first failure: later ones only report an aborted transaction. */
const allDone = async (queries: readonly Promise<unknown>[]): Promise<void> => {
  const failure = (await Promise.allSettled(queries)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
};
