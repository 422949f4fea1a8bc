import type { Client } from 'pg';
import type { ContractEvent } from '@canbao/contracts';
import { contractEvents } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import { kafkaClient } from './client';
import type { EventDatabase } from './database';
import { recordOf, type OutgoingRecord, type PublishedRow } from './envelope';
import { Lane, parcelsOf } from './lane';
import type { Log } from './log';
import { backoffMs, byKey, pause } from './order';
import { partitionOf } from './partition';

export interface RelayOptions {
  readonly db: EventDatabase;
  readonly brokers: readonly string[];
  /** Own stored event → contract event, or nothing. */
  readonly published: (event: Event) => ContractEvent | undefined;
  readonly log: Log;
  /** How often to look for events that other instances appended. */
  readonly pollMs?: number;
  /** Producers that work side by side, each owning the partitions that leave the same rest. */
  readonly lanes?: number;
}

interface Row extends PublishedRow {
  readonly type: string;
  readonly data: unknown;
  readonly topic: string | null;
}

const largestBatch = 500;

/**
 * Publishes a service's events to Kafka in commit order: the outbox is the event table itself. One instance leads by a
 * session lock on a connection of its own; everything it reads and writes goes over that connection, so that losing the
 * lock ends its lead. The epoch fences a leader that was replaced without noticing. The cursor moves after the broker
 * has acknowledged everything before it, so records are repeated after a crash, and never missing (reliability §2b).
 */
export class Relay {
  private readonly stopping = new AbortController();
  private readonly lanes: readonly Lane[];
  private running: Promise<void> | undefined;
  private woken = false;
  private wakeUp: () => void = () => undefined;
  private cursor = '0';
  private epoch: string | undefined;

  constructor(private readonly options: RelayOptions) {
    const kafka = kafkaClient(options.brokers, `canbao-${options.db.service}-relay`, options.log);
    this.lanes = Array.from({ length: options.lanes ?? 3 }, () => new Lane(kafka, options.log));
  }

  /** Begins to lead, or to wait for the lead. Faults are logged and tried again. */
  start(): void {
    this.running ??= this.run();
  }

  /** Call after every append: events go out at once instead of at the next poll. */
  wake(): void {
    this.woken = true;
    this.wakeUp();
  }

  /** Ends after the send in flight. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    await Promise.all(this.lanes.map((lane) => lane.discard()));
  }

  /** Whether this instance publishes. */
  get leading(): boolean {
    return this.epoch !== undefined;
  }

  /** The position up to which this instance knows everything to be published. */
  get lastPosition(): bigint {
    return BigInt(this.cursor);
  }

  /** Stored events that are not yet published, whoever leads. */
  async lag(): Promise<number> {
    const { rows } = await this.options.db.pool.query<{ n: number }>(
      'select count(*)::int as n from events where topic is not null and position > coalesce((select cursor from relay where name = $1), 0)', [this.options.db.service]);
    return rows[0]?.n ?? 0;
  }

  /** Publishes everything after a position again, e.g. from 0 when Kafka was lost; inboxes make the repeats harmless. */
  async republishAfter(position: bigint): Promise<void> {
    // The new epoch deposes the leader, which then takes the lead again from the new cursor.
    await this.options.db.pool.query(
      'insert into relay (name, cursor, epoch) values ($1, $2, 1) on conflict (name) do update set cursor = excluded.cursor, epoch = relay.epoch + 1',
      [this.options.db.service, position.toString()]);
    this.wake();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      try {
        await this.lead();
        failures = 0;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.options.log.error({ error: String(error), relay: this.options.db.service }, 'the relay lost its lead and will try again');
        await pause(backoffMs(failures), this.stopping.signal);
        failures += 1;
      } finally {
        this.epoch = undefined;
      }
    }
  }

  private async lead(): Promise<void> {
    const client = await this.options.db.connect();
    try {
      while (!(await this.acquire(client))) {
        await this.idle();
        if (this.stopping.signal.aborted) return;
      }
      await this.takeOver(client);
      while (!this.stopping.signal.aborted) {
        const rows = await this.read(client);
        if (rows.length === 0 ? await this.deposed(client) : !(await this.publish(client, rows))) return;
        if (rows.length === 0) await this.idle();
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async acquire(client: Client): Promise<boolean> {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as got", [`canbao-relay-${this.options.db.service}`]);
    return rows[0]?.got === true;
  }

  private async takeOver(client: Client): Promise<void> {
    // Planned before there are statistics, a read of the next events would go through the whole table each time.
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
    const { rows } = await client.query<{ cursor: string; epoch: string }>(
      'insert into relay (name, cursor, epoch) values ($1, 0, 1) on conflict (name) do update set epoch = relay.epoch + 1 returning cursor::text, epoch::text', [this.options.db.service]);
    this.cursor = rows[0]?.cursor ?? '0';
    this.epoch = rows[0]?.epoch ?? '0';
    this.options.log.info({ relay: this.options.db.service, cursor: this.cursor, epoch: this.epoch }, 'the relay leads');
  }

  private async deposed(client: Client): Promise<boolean> {
    const { rows } = await client.query<{ epoch: string }>('select epoch::text from relay where name = $1', [this.options.db.service]);
    return rows[0]?.epoch !== this.epoch;
  }

  /** Events after the cursor. Position order is commit order, because the store draws positions under one lock. The name
   * in `order by` is qualified, for a bare one would mean the text column and put 100 before 20. */
  private async read(client: Client): Promise<Row[]> {
    const { rows } = await client.query<Row>({
      name: 'relay-read',
      text: `select position::text, stream, version, event_id as "eventId", type, subject, topic,
          case when topic is not null then data end as data,
          to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as "recordedAt",
          case when topic is null then 0 else coalesce((select before.version from events before
            where before.stream = events.stream and before.version < events.version and before.topic = events.topic
            order by before.version desc limit 1), 0) end as previousversion
        from events where position > $1 order by events.position limit ${largestBatch}`,
      values: [this.cursor],
    });
    return rows;
  }

  /** Sends the rows and moves the cursor behind them; false when another leader has taken over. */
  private async publish(client: Client, rows: readonly Row[]): Promise<boolean> {
    const records = rows.filter(({ topic }) => topic !== null).map((row) => this.record(row));
    const stillLeading = async (): Promise<void> => {
      if (await this.deposed(client)) throw new Error('another relay leads');
    };
    const shares = this.shares(records);
    // All lanes end before a failure is reported, so that no send of this lead outlives it.
    const results = await Promise.allSettled(this.lanes.map((lane, index) => lane.send(shares[index] ?? [], stillLeading, this.stopping.signal)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const last = rows.at(-1)?.position ?? this.cursor;
    const { rowCount } = await client.query('update relay set cursor = $1 where name = $2 and epoch = $3', [last, this.options.db.service, this.epoch]);
    if (rowCount !== 1) return false;
    this.cursor = last;
    return true;
  }

  private record(row: Row): OutgoingRecord {
    const event = this.options.published({ type: row.type, data: row.data } as Event);
    // The topic was stored with the event; code that no longer agrees would leave a hole in the topic.
    if (event === undefined || contractEvents[event.type].topic !== row.topic) {
      throw new Error(`${row.type} at position ${row.position} was stored for ${row.topic}, but is published as ${event?.type ?? 'nothing'}`);
    }
    return recordOf(this.options.db.service, this.epoch ?? '0', row, event);
  }

  /** The parcels of each lane; a partition always belongs to the same lane. */
  private shares(records: readonly OutgoingRecord[]) {
    const shares = this.lanes.map(() => [] as ReturnType<typeof parcelsOf>);
    for (const group of byKey(records, ({ topic, key }) => `${topic} ${partitionOf(key)}`).values()) {
      const { topic, key } = group[0] as OutgoingRecord;
      const partition = partitionOf(key);
      shares[partition % this.lanes.length]?.push(...parcelsOf(topic, partition, group));
    }
    return shares;
  }

  private async idle(): Promise<void> {
    if (!this.woken) {
      const waiting = new AbortController();
      this.wakeUp = () => waiting.abort();
      await pause(this.options.pollMs ?? 500, waiting.signal);
    }
    this.woken = false;
  }
}
