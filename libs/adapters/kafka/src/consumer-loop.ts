import type { Consumer, EachBatchPayload, TopicPartitionOffset } from 'kafkajs';
import type { BlockedKey, Inbox, RawRecord } from '@canbao/event-sourcing';
import { Batcher, pause, retrying, type Log } from '@canbao/runtime';
import { BatchHandler, Halted, type Handle, type Obstacle } from './batch-handler';
import { kafkaClient, metadataMaxAgeMs } from './client';

export interface ConsumerLoopOptions {
  readonly inbox: Inbox;
  readonly brokers: readonly string[];
  /** The consumer group, and the name in the inbox: the service. */
  readonly consumer: string;
  readonly topics: readonly string[];
  readonly handle: Handle;
  readonly log: Log;
  /** The loop has ended for good; the process should exit so that it is started afresh. */
  readonly onFatal: (error: Error) => void;
  /** How long Kafka waits for a heartbeat before it gives the partitions to another member. */
  readonly sessionTimeoutMs?: number;
}

/** For readiness. `busyMs` over a minute means that a batch does not get on. */
export interface ConsumerProgress {
  readonly joined: boolean;
  readonly halted: boolean;
  readonly busyMs: number;
  readonly sinceCommitMs: number | undefined;
}

const sliceSize = 500;
/**
 * Batches of one fetch that are handled side by side, so that what they ask of the database goes together.
 */
const partitionsAtOnce = 24;
/**
 * Under load a fetch waits a moment and brings more: each costs the broker, the database and us about the
 * same.
 */
const [fetchBytes, fetchWaitMs] = [128 * 1024, 50];
/**
 * A process that was killed holds its partitions for so long: half of the time in which the lag has to be
 * gone.
 */
const defaultSessionTimeoutMs = 15_000;
const haltedPauseMs = 5_000;
const connectAttempts = 10;
const crashesBeforeFatal = 5;
const crashWindowMs = 600_000;

/**
 * Our own loop instead of Nest's: kafkajs fetches, everything that decides about an event is ours. Offsets
 * are committed
 * after the database; what Kafka repeats, the inbox removes; what cannot be handled is parked and never
 * skipped.
 */
export class ConsumerLoop {
  private readonly stopping = new AbortController();
  private readonly handler: BatchHandler;
  private readonly inbox: Inbox;
  private readonly client: Consumer;
  private readonly commits = new Batcher(
    async (offsets: readonly TopicPartitionOffset[]) => {
      await this.client.commitOffsets([...offsets]);
      return offsets;
    },
    { failures: 'shared' },
  );
  private readonly busySince = new Map<string, number>();
  private readonly haltedPartitions = new Set<string>();
  private readonly crashes: number[] = [];
  private joined = false;
  private committedAt: number | undefined;

  constructor(private readonly options: ConsumerLoopOptions) {
    const { brokers, consumer, inbox, handle, log } = options;
    this.inbox = inbox;
    this.handler = new BatchHandler(consumer, this.inbox, handle, log);
    this.client = kafkaClient(brokers, `canbao-${consumer}`, log).consumer({
      groupId: `canbao-${consumer}`,
      sessionTimeout: options.sessionTimeoutMs ?? defaultSessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, (options.sessionTimeoutMs ?? defaultSessionTimeoutMs) / 3),
      rebalanceTimeout: 60_000,
      metadataMaxAge: metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      minBytes: fetchBytes,
      maxWaitTimeInMs: fetchWaitMs,
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 3_000 },
    });
  }

  /** Joins the group and handles events until `stop`. */
  async start(): Promise<void> {
    this.client.on(this.client.events.GROUP_JOIN, () => {
      this.joined = true;
      this.haltedPartitions.clear();
    });
    this.client.on(this.client.events.CRASH, ({ payload }) => this.crashed(payload.error, payload.restart));
    await this.connect();
    await this.client.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  /** A broker that is down at the start comes back, or kafkajs finds another. */
  private connect(): Promise<void> {
    return retrying(() => this.client.connect(), {
      mayRetry: (_, attempt) => attempt < connectAttempts,
      signal: this.stopping.signal,
    });
  }

  /** Ends after the events in hand; what is not committed is delivered again and recognised. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client.disconnect();
  }

  progress(): ConsumerProgress {
    const now = performance.now();
    return {
      joined: this.joined,
      halted: this.haltedPartitions.size > 0,
      busyMs: Math.max(0, ...[...this.busySince.values()].map((since) => now - since)),
      sinceCommitMs: this.committedAt === undefined ? undefined : now - this.committedAt,
    };
  }

  /** Keys that wait for `releaseKey`, with the reason and the number of records parked; the oldest first. */
  blockedKeys(): Promise<BlockedKey[]> {
    return this.inbox.blockedKeys();
  }

  /** Replays what is parked of a key; what is still in the way, or nothing. */
  releaseKey(key: string): Promise<Obstacle | undefined> {
    return this.handler.release(key, this.stopping.signal);
  }

  private async eachBatch({
    batch,
    heartbeat,
    isRunning,
    isStale,
    resolveOffset,
  }: EachBatchPayload): Promise<void> {
    const name = `${batch.topic}/${batch.partition}`;
    const lost = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    // kafkajs has no heartbeat of its own while a handler works; when ours is refused, the partition is
    // someone else's.
    const beat = setInterval(
      () => {
        if (!isRunning() || isStale()) lost.abort();
        else heartbeat().catch(() => lost.abort());
      },
      Math.min(2_000, (this.options.sessionTimeoutMs ?? defaultSessionTimeoutMs) / 3),
    );
    this.busySince.set(name, performance.now());
    try {
      for (let from = 0; from < batch.messages.length; from += sliceSize) {
        if (signal.aborted || !isRunning() || isStale()) return;
        const slice = batch.messages.slice(from, from + sliceSize);
        const records = slice.map(({ offset, key, value }): RawRecord => ({
          topic: batch.topic,
          partition: batch.partition,
          offset,
          key: key?.toString(),
          value: value?.toString() ?? '',
        }));
        const done = await this.handleSlice(records, name, signal);
        if (done !== undefined && !signal.aborted) {
          resolveOffset(done);
          await this.commit(batch.topic, batch.partition, done);
        }
        if (done !== records.at(-1)?.offset) return;
        this.busySince.set(name, performance.now());
        await heartbeat();
      }
    } catch (error) {
      if (!signal.aborted) throw error; // kafkajs fetches the batch again, and crashes when it goes on failing
    } finally {
      clearInterval(beat);
      this.busySince.delete(name);
    }
  }

  /** The last offset that is handled, or nothing when even the first is not. */
  private async handleSlice(
    records: readonly RawRecord[],
    name: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      await this.handler.handleAll(records, signal);
      this.haltedPartitions.delete(name);
      return records.at(-1)?.offset;
    } catch (error) {
      if (!(error instanceof Halted)) throw error;
      const stuck = records.findIndex(({ key }) => key === undefined);
      this.haltedPartitions.add(name);
      this.options.log.error(
        { alarm: 'halted', partition: name, offset: records[stuck]?.offset, error: error.message },
        'a record without key cannot be decoded; the partition stands still',
      );
      await pause(haltedPauseMs, signal);
      return records[stuck - 1]?.offset;
    }
  }

  private async commit(topic: string, partition: number, handled: string): Promise<void> {
    await this.commits.submit({ topic, partition, offset: (BigInt(handled) + 1n).toString() });
    this.committedAt = performance.now();
  }

  private crashed(error: Error, restart: boolean): void {
    this.joined = false;
    if (this.stopping.signal.aborted) return;
    const now = performance.now();
    this.crashes.push(now);
    const recent = this.crashes.filter((at) => now - at < crashWindowMs).length;
    this.options.log.error(
      { alarm: 'consumer-crash', error: String(error), restart, recent },
      'the consumer crashed',
    );
    if (!restart || recent >= crashesBeforeFatal) this.options.onFatal(error);
  }
}
