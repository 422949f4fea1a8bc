import type { Consumer, EachBatchPayload, TopicPartitionOffset } from 'kafkajs';
import { topics, type Topic } from '@canbao/contracts';
import type { BlockedKey, Inbox, RawRecord } from '@canbao/event-sourcing';
import { Batcher, retrying, type Log } from '@canbao/runtime';
import type { Handle } from './attempts';
import { BatchHandler } from './batch-handler';
import { clientRetry, kafkaClient, metadataMaxAgeMs } from './client';
import type { Obstacle } from './release-key';
import { macIn, type RecordMacs } from './record-macs';
import { KafkaSettingFault, type KafkaServers } from './servers';

/** What a consumer reads, and who handles it. */
export interface ConsumerLoopOptions {
  readonly inbox: Inbox;
  readonly servers: KafkaServers;
  /** The consumer group, and the name in the inbox: the service. */
  readonly consumer: string;
  readonly topics: readonly Topic[];
  readonly macs: RecordMacs;
  readonly handle: Handle;
  readonly log: Log;
  /** The loop has ended for good; the process should exit so that it is restarted. */
  readonly onFatal: (error: Error) => void;
  /** How long Kafka waits for a heartbeat before it gives the partitions to another member. */
  readonly sessionTimeoutMs?: number;
}

/** The same for a topic that somebody outside writes: every record is one request. */
export type IntakeLoopOptions = Omit<ConsumerLoopOptions, 'handle'> & {
  readonly intake: Pick<BatchHandler, 'handleAll'>;
};

/** For readiness and alarms. `busyMs` over a minute means that a batch is making no progress. */
export interface ConsumerProgress {
  readonly joined: boolean;
  readonly busyMs: number;
  readonly sinceCommitMs: number | undefined;
}

/** Records that are looked up, recorded and committed together, each with one round trip. */
const sliceSize = 2_000;
/** Batches of one fetch that are handled in parallel, so that their queries go to the database together. */
const partitionsInParallel = 24;
// Under load a fetch waits a moment and returns more: its cost to broker, database and consumer hardly
// depends on its size.
const [fetchBytesMin, fetchWaitMs] = [128 * 1024, 50];
/** A killed process holds its partitions for this long: half of the time in which the lag must be gone. */
const defaultSessionTimeoutMs = 15_000;
const connectRetriesMax = 10;
const crashesBeforeFatal = 5;
const crashWindowMs = 600_000;

/**
 * Our own loop instead of Nest's: kafkajs fetches, everything that decides about an event is here. Offsets
 * are committed after the database; what Kafka repeats, the inbox removes; what cannot be handled is parked,
 * never skipped, and what is forged is set aside.
 */
export class ConsumerLoop {
  private readonly stopping = new AbortController();
  private readonly handler: Pick<BatchHandler, 'handleAll'> & Partial<Pick<BatchHandler, 'release'>>;
  private readonly client: Consumer;
  private readonly sessionTimeoutMs: number;
  private readonly commits = new Batcher(
    async (offsets: readonly TopicPartitionOffset[]) => {
      await this.client.commitOffsets([...offsets]);
      return offsets;
    },
    { failures: 'shared' },
  );
  private readonly busySinceMs = new Map<string, number>();
  private readonly crashedAtMs: number[] = [];
  private joined = false;
  private committedAtMs: number | undefined;

  constructor(private readonly options: ConsumerLoopOptions | IntakeLoopOptions) {
    const { servers, consumer, inbox, macs, log } = options;
    const missing = macs.missing([...new Set(options.topics.map((topic) => topics[topic]))]);
    if (missing.length > 0)
      throw new KafkaSettingFault(
        `ENVELOPE_KEYS has no secret of ${missing.join(', ')}, whose events ${consumer} reads.`,
      );
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? defaultSessionTimeoutMs;
    this.handler =
      'intake' in options ? options.intake : new BatchHandler(consumer, inbox, options.handle, macs, log);
    this.client = kafkaClient(servers, `canbao-${consumer}`, log).consumer({
      groupId: `canbao-${consumer}`,
      sessionTimeout: this.sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, this.sessionTimeoutMs / 3),
      rebalanceTimeout: 60_000,
      metadataMaxAge: metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      minBytes: fetchBytesMin,
      maxWaitTimeInMs: fetchWaitMs,
      retry: clientRetry,
    });
  }

  /** Joins the group and handles events until `stop`. @throws when no broker can be reached. */
  async start(): Promise<void> {
    this.client.on(this.client.events.GROUP_JOIN, () => {
      this.joined = true;
    });
    this.client.on(this.client.events.CRASH, ({ payload }) => this.crashed(payload.error, payload.restart));
    await retrying(() => this.client.connect(), {
      mayRetry: (_, attempt) => attempt < connectRetriesMax,
      signal: this.stopping.signal,
    });
    await this.client.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsInParallel,
      eachBatch: (payload) => this.eachBatch(payload),
    });
    // Told to stop while it waited for the group, kafkajs becomes a member all the same.
    if (this.stopping.signal.aborted) await this.client.disconnect();
  }

  /** Ends after the events in hand; what is not committed is delivered again and recognised. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client.disconnect();
  }

  /** How this instance is doing. */
  progress(): ConsumerProgress {
    const nowMs = performance.now();
    return {
      joined: this.joined,
      busyMs: Math.max(0, ...[...this.busySinceMs.values()].map((sinceMs) => nowMs - sinceMs)),
      sinceCommitMs: this.committedAtMs === undefined ? undefined : nowMs - this.committedAtMs,
    };
  }

  /** Keys that wait for `releaseKey`, with the reason and the number of records parked; the oldest first. */
  blockedKeys(): Promise<BlockedKey[]> {
    return this.options.inbox.blockedKeys();
  }

  /** Replays the parked records of a key. Returns the remaining obstacle, or nothing. */
  async releaseKey(key: string): Promise<Obstacle | undefined> {
    return this.handler.release?.(key, this.stopping.signal);
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const partition = `${payload.batch.topic}/${payload.batch.partition}`;
    const lost = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const heartbeats = this.startHeartbeats(payload, lost);
    this.busySinceMs.set(partition, performance.now());
    try {
      await this.handleSlices(payload, partition, signal);
    } catch (error) {
      if (!signal.aborted) throw error; // kafkajs fetches the batch again, and crashes if it keeps failing.
    } finally {
      clearInterval(heartbeats);
      this.busySinceMs.delete(partition);
    }
  }

  /**
   * kafkajs sends no heartbeat while a handler works. When a heartbeat sent here is rejected, the
   * partition belongs to another member.
   */
  private startHeartbeats(
    { heartbeat, isRunning, isStale }: EachBatchPayload,
    lost: AbortController,
  ): NodeJS.Timeout {
    const everyMs = Math.min(2_000, this.sessionTimeoutMs / 3);
    return setInterval(() => {
      if (!isRunning() || isStale()) lost.abort();
      else heartbeat().catch(() => lost.abort());
    }, everyMs);
  }

  private async handleSlices(
    { batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload,
    partition: string,
    signal: AbortSignal,
  ): Promise<void> {
    for (let start = 0; start < batch.messages.length; start += sliceSize) {
      if (signal.aborted || !isRunning() || isStale()) return;
      const records = recordsOf(batch, start, start + sliceSize);
      const last = records.at(-1);
      if (last === undefined) return;
      await this.handler.handleAll(records, signal);
      if (signal.aborted) return;
      resolveOffset(last.offset);
      await this.commit(batch.topic, batch.partition, last.offset);
      this.busySinceMs.set(partition, performance.now());
      await heartbeat();
    }
  }

  private async commit(topic: string, partition: number, handledOffset: string): Promise<void> {
    await this.commits.submit({ topic, partition, offset: (BigInt(handledOffset) + 1n).toString() });
    this.committedAtMs = performance.now();
  }

  private crashed(error: Error, restart: boolean): void {
    this.joined = false;
    if (this.stopping.signal.aborted) return;
    const nowMs = performance.now();
    this.crashedAtMs.push(nowMs);
    const recent = this.crashedAtMs.filter((atMs) => nowMs - atMs < crashWindowMs).length;
    this.options.log.error(
      { alarm: 'consumer-crash', error: String(error), restart, recent },
      'consumer crashed',
    );
    if (!restart || recent >= crashesBeforeFatal) this.options.onFatal(error);
  }
}

const recordsOf = (
  { topic, partition, messages }: EachBatchPayload['batch'],
  start: number,
  end: number,
): RawRecord[] =>
  messages.slice(start, end).map(({ offset, key, value, headers }) => ({
    topic,
    partition,
    offset,
    key: key?.toString(),
    value: value?.toString() ?? '',
    mac: macIn(headers),
  }));
