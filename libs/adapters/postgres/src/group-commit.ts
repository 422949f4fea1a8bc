import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import {
  canonicalJson,
  type Answer,
  type AppendRequest,
  type AppendResult,
  type Event,
  type StoredEvent,
} from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import type { Database } from './database';
import { hashOf } from './event-hash';
import { plainArray } from './plain-array';
import type { InlineView } from './postgres-event-store';

interface NewEvent extends StoredEvent {
  readonly text: string;
  readonly topic: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** A request with its events as they will be stored, but for their positions. */
interface Prepared extends AppendRequest {
  readonly events: readonly Omit<NewEvent, 'position'>[];
}

/** What the database knew when the lock was held, kept up to date while the batch is decided. */
interface Known {
  /** One for each event, in order. */
  readonly positions: Iterator<bigint, unknown>;
  readonly versions: Map<string, number>;
  readonly answers: Map<string, Answer & { fingerprint: string }>;
  readonly handled: Set<string>;
}

/**
 * Waits for all. Of several faults it throws the first in order: those behind it only say that the
 * transaction has failed, and would pass for faults of ours.
 */
const firstFault = async (queries: readonly Promise<unknown>[]): Promise<void> => {
  const failed = (await Promise.allSettled(queries)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

const keyOf = (a: string, b: string): string => `${a}\n${b}`;

/**
 * The appends that wait commit together: one lock, one fsync for all; a second group queues for the lock
 * meanwhile. Each
 * is all-or-nothing at its expected versions; a conflicting one is answered without touching its neighbours.
 * The lock
 * makes position order commit order, over all instances.
 */
export class GroupCommit {
  private readonly batcher = new Batcher<Prepared, AppendResult>((prepared) => this.commit(prepared), {
    maxInFlight: 2,
  });
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly views: readonly InlineView[],
    private readonly topicOf: (event: Event) => string | undefined,
    private readonly committed: (events: readonly StoredEvent[]) => void,
  ) {}

  append(request: AppendRequest): Promise<AppendResult> {
    if (this.closed)
      return Promise.reject(
        Object.assign(new Error('the event store is closed'), { code: 'closed', canRetry: true }),
      );
    // What needs no look at the database is done before the lock, which everybody waits for.
    return this.batcher.submit({
      ...request,
      events: request.writes.flatMap((write) => this.newEvents(write, request)),
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.batcher.idle();
  }

  private async commit(prepared: readonly Prepared[]): Promise<AppendResult[]> {
    const client = await this.database.pool.connect();
    let broken: Error | undefined;
    try {
      // The connection is pipelined: what does not need the other's answer goes out together, in two round
      // trips.
      const lock = client.query(
        `begin; select pg_advisory_xact_lock(hashtextextended('canbao-append-${this.database.service}', 0))`,
      );
      const looked = this.know(client, prepared);
      await firstFault([lock, looked]);
      const known = await looked;
      const decided = prepared.map((request) => this.decide(request, known));
      const events = decided.flatMap((one) => one.events);
      const views = events.length > 0 ? this.views : [];
      const statements = views.flatMap((view) => ('statements' in view ? view.statements(events) : []));
      const reading = views.filter((view) => 'apply' in view);
      const writes: Promise<unknown>[] = [
        this.insert(
          client,
          prepared.filter((_, index) => decided[index]?.result === undefined),
          events,
        ),
        ...statements.map((statement) => client.query(statement)),
      ];
      if (reading.length > 0)
        await firstFault([...writes, ...reading.map((view) => view.apply(client, events))]);
      // If a write fails, PostgreSQL takes the commit for a rollback.
      await firstFault([...writes, client.query('commit')]);
      if (events.length > 0) this.committed(events);
      return decided.map(
        ({ result, events: own }) =>
          result ?? { outcome: 'appended', lastPosition: own.at(-1)?.position ?? 0n },
      );
    } catch (error) {
      broken = await client.query('rollback').then(
        () => undefined,
        (failure: Error) => failure,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Versions, answers and inbox rows that the batch must agree with, and a position for each event that it
   * may bring:
   * drawn under the lock, those of refused appends stay unused. Each lookup goes row by row through its index
   * (`lateral … offset 0`): a join, planned before there are statistics, would read the whole table.
   */
  private async know(client: PoolClient, requests: readonly Prepared[]): Promise<Known> {
    const streams = [...new Set(requests.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
    const keys = requests.flatMap(({ idempotency }) => idempotency ?? []);
    const inbox = requests.flatMap((request) => request.inbox ?? []);
    const most = requests.reduce((all, { events }) => all + events.length, 0);
    const { rows } = await client.query<{
      positions: string[];
      versions: number[];
      answers: (Answer & { scope: string; key: string; fingerprint: string })[] | null;
      handled: { consumer: string; event_id: string }[] | null;
    }>({
      name: 'know',
      text: `select
          array(select nextval('event_position')::text from generate_series(1, $6::int)) as positions,
          array(select coalesce((select version from events where stream = s order by version desc limit 1), 0) from unnest($1::text[]) with ordinality as asked(s, n) order by n) as versions,
          (select json_agg(json_build_object('scope', scope, 'key', key, 'fingerprint', fingerprint, 'status', status, 'body', body)) from unnest($2::text[], $3::text[]) as asked(s, k)
            cross join lateral (select * from idempotency where scope = s and key = k offset 0) as found) as answers,
          (select json_agg(json_build_object('consumer', consumer, 'event_id', event_id)) from unnest($4::text[], $5::uuid[]) as asked(c, e)
            cross join lateral (select * from inbox where consumer = c and event_id = e offset 0) as found) as handled`,
      values: [
        streams,
        keys.map(({ scope }) => scope),
        keys.map(({ key }) => key),
        inbox.map(({ consumer }) => consumer),
        inbox.map(({ eventId }) => eventId),
        most,
      ],
    });
    const { positions = [], versions = [], answers, handled } = rows[0] ?? {};
    return {
      positions: positions.map(BigInt).values(),
      versions: new Map(streams.map((stream, index) => [stream, versions[index] ?? 0])),
      answers: new Map((answers ?? []).map((row) => [keyOf(row.scope, row.key), row])),
      handled: new Set((handled ?? []).map((row) => keyOf(row.consumer, row.event_id))),
    };
  }

  private decide({ writes, idempotency, inbox, events }: Prepared, known: Known): Decision {
    const used =
      idempotency === undefined ? undefined : known.answers.get(keyOf(idempotency.scope, idempotency.key));
    if (used !== undefined) {
      const { status, body } = used;
      return {
        result: {
          outcome: 'key-used',
          answer: { status, body },
          sameRequest: used.fingerprint === idempotency?.fingerprint,
        },
        events: [],
      };
    }
    if (inbox !== undefined && known.handled.has(keyOf(inbox.consumer, inbox.eventId)))
      return { result: { outcome: 'already-handled' }, events: [] };
    if (writes.some(({ stream, expectedVersion }) => known.versions.get(stream) !== expectedVersion))
      return { result: { outcome: 'version-conflict' }, events: [] };
    if (idempotency !== undefined)
      known.answers.set(keyOf(idempotency.scope, idempotency.key), {
        ...idempotency.answer,
        fingerprint: idempotency.fingerprint,
      });
    if (inbox !== undefined) known.handled.add(keyOf(inbox.consumer, inbox.eventId));
    for (const { stream, expectedVersion, events: own } of writes)
      known.versions.set(stream, expectedVersion + own.length);
    return {
      result: undefined,
      events: events.map((event) => ({ ...event, position: known.positions.next().value as bigint })),
    };
  }

  private newEvents(
    { stream, expectedVersion, previousHash, events }: AppendRequest['writes'][number],
    request: Pick<AppendRequest, 'subject' | 'recordedAt' | 'metadata'>,
  ): Prepared['events'] {
    let before = previousHash;
    return events.map((event, index) => {
      const text = canonicalJson(event.data);
      const fields = {
        stream,
        version: expectedVersion + index + 1,
        eventId: randomUUID(),
        type: event.type,
        subject: request.subject,
        recordedAt: request.recordedAt,
      };
      const hash = hashOf({ ...fields, previousHash: before, data: text });
      const made = {
        ...fields,
        metadata: request.metadata,
        data: event.data,
        text,
        topic: this.topicOf(event) ?? null,
        previousHash: before,
        hash,
      };
      before = hash;
      return made;
    });
  }

  /** Events, answers and inbox rows of the appends that go through, in one statement. */
  private async insert(
    client: PoolClient,
    requests: readonly AppendRequest[],
    events: readonly NewEvent[],
  ): Promise<void> {
    if (requests.length === 0) return;
    const keys = requests.flatMap(({ idempotency }) => idempotency ?? []);
    const inbox = requests.flatMap((request) => request.inbox ?? []);
    await client.query({
      name: 'insert',
      text: `with answers as (
          insert into idempotency (scope, key, fingerprint, status, body) select * from rows from (unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::int[]), json_array_elements($16))
        ), handled as (
          insert into inbox (consumer, event_id) select * from unnest($17::text[], $18::uuid[])
        ), cursors as (
          insert into inbox_cursor (consumer, stream, version)
          select consumer, stream, max(version) from unnest($17::text[], $19::text[], $20::int[]) as seen(consumer, stream, version) group by 1, 2
          on conflict (consumer, stream) do update set version = greatest(inbox_cursor.version, excluded.version)
        )
        insert into events (position, stream, version, event_id, type, data, subject, topic, recorded_at, metadata, previous_hash, hash)
        select * from rows from (
          unnest($1::bigint[]), json_array_elements_text($2), unnest($3::int[]), unnest($4::uuid[]), json_array_elements_text($5), json_array_elements($6),
          json_array_elements_text($7), json_array_elements_text($8), unnest($9::timestamptz[]), json_array_elements($10), unnest($11::text[]), unnest($21::text[])
        )`,
      values: [
        plainArray(events.map(({ position }) => position)),
        JSON.stringify(events.map(({ stream }) => stream)),
        plainArray(events.map(({ version }) => version)),
        plainArray(events.map(({ eventId }) => eventId)),
        JSON.stringify(events.map(({ type }) => type)),
        `[${events.map(({ text }) => text).join(',')}]`,
        JSON.stringify(events.map(({ subject }) => subject)),
        JSON.stringify(events.map(({ topic }) => topic)),
        plainArray(events.map(({ recordedAt }) => recordedAt)),
        JSON.stringify(events.map(({ metadata }) => metadata)),
        plainArray(events.map(({ previousHash }) => previousHash)),
        keys.map(({ scope }) => scope),
        keys.map(({ key }) => key),
        keys.map(({ fingerprint }) => fingerprint),
        keys.map(({ answer }) => answer.status),
        JSON.stringify(keys.map(({ answer }) => answer.body ?? null)),
        inbox.map(({ consumer }) => consumer),
        plainArray(inbox.map(({ eventId }) => eventId)),
        inbox.map(({ stream }) => stream),
        plainArray(inbox.map(({ version }) => version)),
        plainArray(events.map(({ hash }) => hash)),
      ],
    });
  }
}

interface Decision {
  /** Undefined when the append goes through. */
  readonly result: AppendResult | undefined;
  readonly events: readonly NewEvent[];
}
