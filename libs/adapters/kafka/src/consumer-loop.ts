import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { contractEvents, Envelope, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import type { InboxEntry } from '@canbao/event-sourcing';
import type { Database } from '@canbao/postgres';
import type { Log } from './relay';
import { clientOf } from './topics';

/** A foreign event for a handler, with the inbox entry that must commit with its effect. */
export interface Received {
  readonly event: ContractEvent;
  readonly inbox: InboxEntry;
  /** The person it is about. */
  readonly subject: string;
  readonly eventId: string;
}

export interface ConsumerLoopOptions {
  readonly database: Database;
  readonly brokers: readonly string[];
  /** The consumer group and the name in the inbox: the service. */
  readonly consumer: string;
  readonly topics: readonly string[];
  /** Commits the effect with the inbox entry, or says that the event means nothing here. */
  readonly handle: (topic: string, received: Received) => Promise<'ignored' | undefined>;
  readonly onFatal: () => void;
  readonly log: Log;
}

interface Decoded extends Received {
  readonly version: number;
  readonly previousVersion: number;
}

interface Record {
  readonly offset: string;
  readonly key: string;
  readonly text: string;
  /** Undefined when the record does not match the contract. */
  readonly decoded: Decoded | undefined;
  readonly fault?: string;
}

/** Faults of the world: wait and try again, never park. */
const passing = /^(55P03|57|53|40001|40P01|08|ECONN|ETIMEDOUT|EPIPE|contention|closed)/;
const isPassing = (error: unknown): boolean =>
  passing.test(String((error as { code?: unknown }).code ?? '')) || /Connection terminated|timeout exceeded when trying to connect/.test(String(error));
const attempts = 3;
const heartbeatMs = 3000;

/**
 * The one consumer loop. Batches by hand; per person strictly in the order of the log, different persons side by side, so
 * that their effects share a commit. The inbox makes effects happen once, `previousversion` shows gaps, and what cannot be
 * handled blocks its person and no one else. The offset is committed after the database.
 */
export class ConsumerLoop {
  private readonly consumer: Consumer;
  private alive = true;

  constructor(private readonly options: ConsumerLoopOptions) {
    this.consumer = clientOf(options.brokers, `canbao-${options.consumer}`).consumer({
      groupId: `canbao-${options.consumer}`, sessionTimeout: 30_000, heartbeatInterval: heartbeatMs, metadataMaxAge: 30_000, maxWaitTimeInMs: 500, minBytes: 1, allowAutoTopicCreation: false,
      retry: { retries: 10, maxRetryTime: 3000 },
    });
    this.consumer.on('consumer.crash', ({ payload }) => {
      options.log.error({ fault: String(payload.error), restart: payload.restart }, 'consumer crashed');
      if (!payload.restart) { this.alive = false; options.onFatal(); }
    });
  }

  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 3, eachBatch: (payload) => this.eachBatch(payload) });
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect().catch(() => undefined);
  }

  healthy(): boolean {
    return this.alive;
  }

  private async eachBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    if (batch.messages.length === 0) return;
    const pulse = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
    try {
      const records = batch.messages.map((message) => this.decode(batch.topic, message));
      const cursors = await this.cursorsOf(records);
      const blocked = new Set((await this.options.database.query<{ key: string }>('select key from blocked_key where consumer = $1', [this.options.consumer])).map(({ key }) => key));
      const byKey = Map.groupBy(records, ({ key }) => key);
      await Promise.all([...byKey.values()].map(async (own) => {
        for (const record of own) {
          if (!isRunning() || isStale()) throw new Error('the partition was taken away; its next owner goes on');
          await this.take(batch.topic, batch.partition, record, cursors, blocked);
        }
      }));
      const last = batch.messages.at(-1)?.offset ?? '0';
      resolveOffset(last);
      await this.consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: String(BigInt(last) + 1n) }]);
    } finally {
      clearInterval(pulse);
    }
  }

  private async take(topic: string, partition: number, record: Record, cursors: Map<string, number>, blocked: Set<string>): Promise<void> {
    const { decoded } = record;
    const fault = blocked.has(record.key) ? 'behind a parked event' : decoded === undefined ? (record.fault ?? 'undecodable') : this.gapBefore(decoded, cursors);
    if (decoded !== undefined && decoded.version <= (cursors.get(decoded.inbox.stream) ?? 0)) return; // seen before
    const failure = fault ?? (await this.handleSafely(topic, decoded as Decoded));
    if (failure !== undefined) {
      await this.park(topic, partition, record, failure);
      blocked.add(record.key);
    } else if (decoded !== undefined) cursors.set(decoded.inbox.stream, decoded.version);
  }

  private gapBefore({ inbox, previousVersion }: Decoded, cursors: Map<string, number>): string | undefined {
    const seen = cursors.get(inbox.stream) ?? 0;
    return previousVersion > seen ? `gap: ${inbox.stream} continues from ${previousVersion}, seen ${seen}` : undefined;
  }

  /** Handles one event; passing faults are waited out, lasting ones are the answer. */
  private async handleSafely(topic: string, received: Decoded): Promise<string | undefined> {
    for (let attempt = 1; ; ) {
      try {
        if ((await this.options.handle(topic, received)) === 'ignored') await this.note(received.inbox);
        return undefined;
      } catch (error) {
        if (!isPassing(error)) {
          this.options.log.warn({ eventId: received.eventId, type: received.event.type, fault: error instanceof Error ? error.stack : String(error) }, 'handler failed');
          if (attempt >= attempts) return String(error);
          attempt += 1;
        }
        await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
      }
    }
  }

  private async note({ consumer, eventId, stream, version }: InboxEntry): Promise<void> {
    await this.options.database.query(
      `with seen as (insert into inbox (consumer, event_id) values ($1, $2) on conflict do nothing)
       insert into inbox_cursor (consumer, stream, version) values ($1, $3, $4)
       on conflict (consumer, stream) do update set version = greatest(inbox_cursor.version, excluded.version)`, [consumer, eventId, stream, version]);
  }

  private async park(topic: string, partition: number, record: Record, error: string): Promise<void> {
    this.options.log.error({ topic, partition, offset: record.offset, fault: error }, 'event parked');
    await this.options.database.query(
      `with block as (insert into blocked_key (consumer, key, error) values ($1, $5, $7) on conflict do nothing)
       insert into parked (consumer, topic, partition, record_offset, key, envelope, error) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [this.options.consumer, topic, partition, record.offset, record.key, record.text, error]);
  }

  private async cursorsOf(records: readonly Record[]): Promise<Map<string, number>> {
    const streams = [...new Set(records.flatMap(({ decoded }) => (decoded === undefined ? [] : [decoded.inbox.stream])))];
    const rows = await this.options.database.query<{ stream: string; version: number }>('select stream, version from inbox_cursor where consumer = $1 and stream = any($2)', [this.options.consumer, streams]);
    return new Map(rows.map(({ stream, version }) => [stream, version]));
  }

  private decode(topic: string, message: KafkaMessage): Record {
    const key = message.key?.toString() ?? '';
    const text = message.value?.toString() ?? '';
    try {
      const envelope = Envelope.parse(JSON.parse(text));
      if (envelope.subject !== key) return { offset: message.offset, key, text, decoded: undefined, fault: 'the key is not the subject' };
      const known = contractEvents[envelope.type as ContractEventType] as (typeof contractEvents)[ContractEventType] | undefined;
      if (known?.topic !== topic) return { offset: message.offset, key, text, decoded: undefined, fault: `unknown type ${envelope.type}` };
      const event = { type: envelope.type, data: known.data.parse(envelope.data) } as ContractEvent;
      // The topic is part of the name: one stream may be published on two topics, each with versions of its own.
      const inbox: InboxEntry = { consumer: this.options.consumer, eventId: envelope.id, stream: `${topic}/${envelope.stream}`, version: envelope.version };
      return { offset: message.offset, key, text, decoded: { event, inbox, subject: envelope.subject, eventId: envelope.id, version: envelope.version, previousVersion: envelope.previousversion } };
    } catch (error) {
      return { offset: message.offset, key, text, decoded: undefined, fault: `not in the contract: ${String(error).slice(0, 500)}` };
    }
  }
}
