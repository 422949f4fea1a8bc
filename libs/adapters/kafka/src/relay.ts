import type { Client } from 'pg';
import type { Kafka, Producer } from 'kafkajs';
import { contractEvents, type ContractEvent, type Envelope } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Database } from '@canbao/postgres';
import { clientOf, partitionCount, partitionOf } from './topics';

export interface Log {
  info(data: object, text: string): void;
  warn(data: object, text: string): void;
  error(data: object, text: string): void;
}

export interface RelayOptions {
  readonly database: Database;
  readonly service: string;
  readonly brokers: readonly string[];
  readonly published: (event: Event) => ContractEvent | undefined;
  readonly log: Log;
}

interface Row {
  position: string; stream: string; version: number; event_id: string; type: string; data: unknown; subject: string; topic: string | null; time: string; previous: number | null;
}

const batchSize = 500;
const pollMs = 500;

/**
 * Sends the event table to Kafka, in position order per key. One leader a service: a session lock on a connection of its
 * own, and an epoch that fences a leader which lost it. What was sent but not noted is sent again; inboxes make that harmless.
 */
export class Relay {
  private readonly kafka: Kafka;
  private producers: (Producer | undefined)[] = [];
  private lock: Client | undefined;
  private epoch = 0n;
  private cursor = 0n;
  private stopped = false;
  private awaken: (() => void) | undefined;
  private woken = false;
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: RelayOptions) {
    this.kafka = clientOf(options.brokers, `canbao-${options.service}-relay`);
  }

  async start(): Promise<void> {
    this.running = this.run();
  }

  wake(): void {
    this.woken = true;
    this.awaken?.();
  }

  /** False while sending has failed several times in a row. */
  healthy(): boolean {
    return this.failures < 5;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
    await this.discardProducers();
    await this.lock?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        if (this.lock === undefined && !(await this.lead())) await this.sleep(1000);
        else if ((await this.sendNext()) === 0) await this.sleep(pollMs);
        this.failures = 0;
      } catch (error) {
        this.failures += 1;
        this.options.log.warn({ fault: String(error) }, 'relay failed; a new producer sends the same rows again');
        await this.discardProducers();
        await this.lock?.end().catch(() => undefined);
        this.lock = undefined;
        await this.sleep(Math.min(200 * 2 ** this.failures, 5000), false);
      }
    }
  }

  /** Takes the lock and a new epoch; false while another instance leads. */
  private async lead(): Promise<boolean> {
    const { database, service } = this.options;
    const lock = await database.connect();
    const { rows } = await lock.query<{ mine: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as mine", [`canbao-relay-${service}`]);
    if (rows[0]?.mine !== true) { await lock.end(); return false; }
    const state = await database.query<{ cursor: string; epoch: string }>(
      'insert into relay (name, epoch) values ($1, 1) on conflict (name) do update set epoch = relay.epoch + 1 returning cursor, epoch', [service]);
    [this.cursor, this.epoch, this.lock] = [BigInt(state[0]?.cursor ?? 0), BigInt(state[0]?.epoch ?? 0), lock];
    lock.once('end', () => { if (this.lock === lock) this.lock = undefined; });
    return true;
  }

  private async sendNext(): Promise<number> {
    const { database, service } = this.options;
    const rows = await database.query<Row & Record<string, unknown>>(
      `select position, stream, version, event_id, type, data, subject, topic,
         to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as time,
         (select max(version) from events before where before.stream = e.stream and before.topic = e.topic and before.version < e.version) as previous
       from events e where position > $1 order by position limit $2`, [this.cursor.toString(), batchSize]);
    const last = rows.at(-1);
    if (last === undefined) return 0;
    const byPartition = new Map<number, Row[]>();
    for (const row of rows) {
      if (row.topic === null) continue;
      const partition = partitionOf(row.topic, row.subject);
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), row]);
    }
    await Promise.all([...byPartition].map(([partition, own]) => this.sendPartition(partition, own)));
    const moved = await database.query('update relay set cursor = $1 where name = $2 and epoch = $3 returning 1', [last.position, service, this.epoch.toString()]);
    if (moved.length === 0) throw new Error('fenced: another relay leads');
    this.cursor = BigInt(last.position);
    return rows.length;
  }

  /** One send in flight per producer and one partition per send: kafkajs loses messages otherwise (reliability §1, facts 1 and 2). */
  private async sendPartition(partition: number, rows: readonly Row[]): Promise<void> {
    const producer = await this.producerOf(partition);
    for (let start = 0; start < rows.length;) {
      const topic = rows[start]?.topic ?? '';
      let end = start;
      while (rows[end]?.topic === topic) end += 1;
      const sent = await producer.send({ topic, acks: -1, messages: rows.slice(start, end).map((row) => this.messageOf(row, partition)) });
      const acknowledged = sent.some((part) => part.topicName === topic && part.partition === partition && part.errorCode === 0);
      if (!acknowledged) throw new Error(`partition ${topic}/${partition} was not acknowledged`);
      start = end;
    }
  }

  private async producerOf(partition: number): Promise<Producer> {
    const known = this.producers[partition % partitionCount];
    if (known !== undefined) return known;
    const producer = this.kafka.producer({ idempotent: false, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: { retries: 3 } });
    await producer.connect();
    this.producers[partition % partitionCount] = producer;
    return producer;
  }

  private messageOf(row: Row, partition: number) {
    const event = this.options.published({ type: row.type, data: row.data });
    if (event === undefined || contractEvents[event.type].topic !== row.topic) throw new Error(`event ${row.event_id} is no longer published on ${row.topic}`);
    const envelope: Envelope = {
      specversion: '1.0', id: row.event_id, source: `/canbao/${this.options.service}`, type: event.type, subject: row.subject, time: row.time, datacontenttype: 'application/json',
      stream: row.stream, version: row.version, previousversion: row.previous ?? 0, position: row.position, data: event.data,
    };
    return {
      partition, key: row.subject, value: JSON.stringify(envelope),
      headers: { 'content-type': 'application/cloudevents+json', 'ce-stream': row.stream, 'ce-version': String(row.version), 'ce-position': row.position, 'relay-epoch': this.epoch.toString() },
    };
  }

  private async discardProducers(): Promise<void> {
    const old = this.producers;
    this.producers = [];
    await Promise.all(old.map((producer) => producer?.disconnect().catch(() => undefined)));
  }

  private async sleep(ms: number, wakeable = true): Promise<void> {
    if (wakeable && this.woken) { this.woken = false; return; }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (wakeable) this.awaken = () => { clearTimeout(timer); resolve(); };
    });
    if (wakeable) this.woken = false;
    this.awaken = undefined;
  }
}
