import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { canonicalJson, type Answer, type AppendRequest, type AppendResult, type Event, type StoredEvent } from '@canbao/event-sourcing';
import type { Database } from './database';
import { hashOf } from './event-hash';
import type { InlineView } from './postgres-event-store';

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

interface NewEvent extends Omit<StoredEvent, 'position'> {
  readonly text: string;
  readonly topic: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the database knew when the lock was held, kept up to date while the batch is decided. */
interface Known {
  readonly versions: Map<string, number>;
  readonly answers: Map<string, Answer & { fingerprint: string }>;
  readonly handled: Set<string>;
}

const largestBatch = 200;
const keyOf = (a: string, b: string): string => `${a}\n${b}`;

/**
 * One writer a process collects the appends that wait and commits them together: one lock, one fsync for all. Each is
 * all-or-nothing at its expected versions; a conflicting one is answered without touching its neighbours. At low load a
 * batch is one append: nobody waits for a timer. The lock makes position order commit order, over all instances.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly views: readonly InlineView[],
    private readonly topicOf: (event: Event) => string | undefined,
    private readonly committed: () => void,
  ) {}

  append(request: AppendRequest): Promise<AppendResult> {
    if (this.closed) return Promise.reject(Object.assign(new Error('the event store is closed'), { code: 'closed', canRetry: true }));
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.running ??= this.run().finally(() => { this.running = undefined; });
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Let callers of the same turn of the event loop join the first batch.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, largestBatch);
      await this.commit(batch).catch(async (error: unknown) => {
        // A fault of one append must not refuse its neighbours: commit them one by one, and fail only the faulty one.
        if (batch.length === 1) return batch[0]?.reject(error);
        for (const one of batch) await this.commit([one]).catch(one.reject);
      });
    }
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    const client = await this.database.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(`begin; select pg_advisory_xact_lock(hashtextextended('canbao-append-${this.database.service}', 0))`);
      const known = await this.know(client, batch);
      const decided = batch.map(({ request }) => this.decide(request, known));
      const events = await this.insert(client, decided.flatMap(({ events }) => events));
      await this.insertKeys(client, batch, decided);
      if (events.length > 0) for (const view of this.views) await view.apply(client, events);
      await client.query('commit');
      const positions = new Map(events.map((event) => [event.eventId, event.position]));
      batch.forEach(({ resolve }, index) => {
        const { result, events: own } = decided[index] as Decision;
        resolve(result ?? { outcome: 'appended', lastPosition: positions.get(own.at(-1)?.eventId ?? '') ?? 0n });
      });
      if (events.length > 0) this.committed();
    } catch (error) {
      broken = await client.query('rollback').then(() => undefined, (failure: Error) => failure);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Each lookup goes row by row through its index (`lateral … offset 0`): a join, planned before there are statistics, would read the whole table. */
  private async know(client: PoolClient, batch: readonly Waiting[]): Promise<Known> {
    const requests = batch.map(({ request }) => request);
    const streams = [...new Set(requests.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
    const keys = requests.flatMap(({ idempotency }) => (idempotency === undefined ? [] : [idempotency]));
    const inbox = requests.flatMap((request) => (request.inbox === undefined ? [] : [request.inbox]));
    const versions = streams.length === 0 ? [] : (await client.query<{ stream: string; version: number | null }>({
      name: 'versions', text: 'select s as stream, (select version from events where stream = s order by version desc limit 1) as version from unnest($1::text[]) s', values: [streams],
    })).rows;
    const answers = keys.length === 0 ? [] : (await client.query<{ scope: string; key: string; fingerprint: string; status: number; body: unknown }>({
      name: 'keys', text: `select found.* from unnest($1::text[], $2::text[]) as asked(scope, key)
        cross join lateral (select scope, key, fingerprint, status, body from idempotency where scope = asked.scope and key = asked.key offset 0) as found`,
      values: [keys.map(({ scope }) => scope), keys.map(({ key }) => key)],
    })).rows;
    const handled = inbox.length === 0 ? [] : (await client.query<{ consumer: string; event_id: string }>({
      name: 'handled', text: `select found.* from unnest($1::text[], $2::uuid[]) as asked(consumer, event_id)
        cross join lateral (select consumer, event_id from inbox where consumer = asked.consumer and event_id = asked.event_id offset 0) as found`,
      values: [inbox.map(({ consumer }) => consumer), inbox.map(({ eventId }) => eventId)],
    })).rows;
    return {
      versions: new Map(versions.map(({ stream, version }) => [stream, version ?? 0])),
      answers: new Map(answers.map((row) => [keyOf(row.scope, row.key), row])),
      handled: new Set(handled.map((row) => keyOf(row.consumer, row.event_id))),
    };
  }

  private decide({ writes, idempotency, inbox, ...request }: AppendRequest, known: Known): Decision {
    const used = idempotency === undefined ? undefined : known.answers.get(keyOf(idempotency.scope, idempotency.key));
    if (used !== undefined) {
      const { status, body } = used;
      return { result: { outcome: 'key-used', answer: { status, body }, sameRequest: used.fingerprint === idempotency?.fingerprint }, events: [] };
    }
    if (inbox !== undefined && known.handled.has(keyOf(inbox.consumer, inbox.eventId))) return { result: { outcome: 'already-handled' }, events: [] };
    if (writes.some(({ stream, expectedVersion }) => known.versions.get(stream) !== expectedVersion)) return { result: { outcome: 'version-conflict' }, events: [] };
    if (idempotency !== undefined) known.answers.set(keyOf(idempotency.scope, idempotency.key), { ...idempotency.answer, fingerprint: idempotency.fingerprint });
    if (inbox !== undefined) known.handled.add(keyOf(inbox.consumer, inbox.eventId));
    for (const { stream, expectedVersion, events } of writes) known.versions.set(stream, expectedVersion + events.length);
    return { result: undefined, events: writes.flatMap((write) => this.newEvents(write, request)) };
  }

  private newEvents({ stream, expectedVersion, previousHash, events }: AppendRequest['writes'][number], request: Pick<AppendRequest, 'subject' | 'recordedAt' | 'metadata'>): NewEvent[] {
    let before = previousHash;
    return events.map((event, index) => {
      const text = canonicalJson(event.data);
      const fields = { stream, version: expectedVersion + index + 1, eventId: randomUUID(), type: event.type, subject: request.subject, recordedAt: request.recordedAt };
      const hash = hashOf({ ...fields, previousHash: before, data: text });
      const made: NewEvent = { ...fields, metadata: request.metadata, data: event.data, text, topic: this.topicOf(event) ?? null, previousHash: before, hash };
      before = hash;
      return made;
    });
  }

  private async insert(client: PoolClient, events: readonly NewEvent[]): Promise<StoredEvent[]> {
    if (events.length === 0) return [];
    const { rows } = await client.query<{ event_id: string; position: string }>({
      name: 'insert-events',
      text: `insert into events (position, stream, version, event_id, type, data, subject, topic, recorded_at, metadata, previous_hash, hash)
        select nextval('event_position'), * from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::json[], $6::text[], $7::text[], $8::timestamptz[], $9::json[], $10::text[], $11::text[])
        returning event_id, position`,
      values: [
        events.map(({ stream }) => stream), events.map(({ version }) => version), events.map(({ eventId }) => eventId), events.map(({ type }) => type),
        events.map(({ text }) => text), events.map(({ subject }) => subject), events.map(({ topic }) => topic), events.map(({ recordedAt }) => recordedAt),
        events.map(({ metadata }) => JSON.stringify(metadata)), events.map(({ previousHash }) => previousHash), events.map(({ hash }) => hash),
      ],
    });
    const positions = new Map(rows.map((row) => [row.event_id, BigInt(row.position)]));
    return events.map((event) => ({ ...event, position: positions.get(event.eventId) ?? 0n }));
  }

  private async insertKeys(client: PoolClient, batch: readonly Waiting[], decided: readonly Decision[]): Promise<void> {
    const stored = batch.filter((_, index) => decided[index]?.result === undefined).map(({ request }) => request);
    const keys = stored.flatMap(({ idempotency }) => (idempotency === undefined ? [] : [idempotency]));
    const inbox = stored.flatMap((request) => (request.inbox === undefined ? [] : [request.inbox]));
    if (keys.length > 0) {
      await client.query({
        name: 'insert-keys', text: 'insert into idempotency (scope, key, fingerprint, status, body) select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::json[])',
        values: [keys.map(({ scope }) => scope), keys.map(({ key }) => key), keys.map(({ fingerprint }) => fingerprint), keys.map(({ answer }) => answer.status), keys.map(({ answer }) => JSON.stringify(answer.body ?? null))],
      });
    }
    if (inbox.length > 0) {
      await client.query({
        name: 'insert-inbox', text: 'insert into inbox (consumer, event_id) select * from unnest($1::text[], $2::uuid[])',
        values: [inbox.map(({ consumer }) => consumer), inbox.map(({ eventId }) => eventId)],
      });
      await client.query({
        name: 'move-cursor', text: `insert into inbox_cursor (consumer, stream, version)
          select consumer, stream, max(version) from unnest($1::text[], $2::text[], $3::int[]) as seen(consumer, stream, version) group by 1, 2
          on conflict (consumer, stream) do update set version = greatest(inbox_cursor.version, excluded.version)`,
        values: [inbox.map(({ consumer }) => consumer), inbox.map(({ stream }) => stream), inbox.map(({ version }) => version)],
      });
    }
  }
}

interface Decision {
  /** Undefined when the append goes through. */
  readonly result: AppendResult | undefined;
  readonly events: readonly NewEvent[];
}
