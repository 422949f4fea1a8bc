import type { Inbox, InboxEntry, RawRecord } from '@canbao/event-sourcing';
import { inParallel, isTransient, retrying, type Log } from '@canbao/runtime';
import { decode, type Decoded, type Received } from './envelope';
import { byKey, judge } from './order';

/** Handles one event: `execute` with its inbox entry, or the answer that there is nothing to do. */
export type Handle = (received: Received, topic: string) => Promise<'ignored' | void>;

/** What keeps a parked key from flowing again: the first of its records that cannot be handled, and why. */
export interface Obstacle {
  readonly because: 'gap' | 'undecodable' | 'handler';
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly error: string;
}

/**
 * An undecodable record without a key: nobody knows whose order it belongs to, so the partition stands still.
 */
export class Halted extends Error {}

/** What a batch has learnt so far, on top of what the database knew. */
interface Progress {
  readonly cursors: Map<string, number>;
  readonly blocked: Set<string>;
  /** Without an effect that would have recorded them. */
  readonly ignored: InboxEntry[];
}

type Keyed =
  | Exclude<Decoded, { kind: 'undecodable' }>
  | (Extract<Decoded, { kind: 'undecodable' }> & { readonly key: string });

const keysAtOnce = 128;
const triesBeforeParking = 3;

/**
 * The order of a person's events, and what becomes of those that cannot be handled (reliability §2d, §2e):
 * strictly one
 * after another within a key, keys side by side so that their appends commit together. Nothing is ever
 * skipped.
 */
export class BatchHandler {
  constructor(
    private readonly consumer: string,
    private readonly inbox: Omit<Inbox, 'blockedKeys'>,
    private readonly handle: Handle,
    private readonly log: Log,
  ) {}

  /**
   * Handles the records and has everything in the database when it returns.
   * @throws Halted at a record without key that cannot be decoded; everything before it has been handled.
   */
  async handleAll(records: readonly RawRecord[], signal: AbortSignal): Promise<void> {
    const decoded = records.map((record) => decode(this.consumer, record));
    const stuck = decoded.findIndex((one) => one.key === undefined);
    const ready = (stuck === -1 ? decoded : decoded.slice(0, stuck)) as Keyed[];
    await this.untilBack(() => this.handleKeys(ready, signal), signal);
    if (stuck !== -1) throw new Halted(String((decoded[stuck] as { error?: string }).error));
  }

  /**
   * Replays what is parked of a key, in order, through the same handler; what is still in the way, or
   * nothing.
   */
  async release(key: string, signal: AbortSignal): Promise<Obstacle | undefined> {
    for (;;) {
      const parked = await this.inbox.parkedOf(key);
      if (parked.length === 0) {
        if (await this.inbox.unblock(key)) return undefined;
        continue; // another was parked behind meanwhile
      }
      const decoded = parked.map((record) => ({ id: record.id, decoded: decode(this.consumer, record) }));
      // Records that were lost and published again lie behind the gap they close: the source's order decides.
      decoded.sort((a, b) => bySource(a.decoded, b.decoded));
      const { cursors } = await this.inbox.state(
        decoded.flatMap((one) => streamOf(one.decoded)),
        [],
      );
      for (const { id, decoded: record } of decoded) {
        if (record.kind === 'undecodable') return obstacle('undecodable', record, record.error);
        const { inbox } = entryOf(record);
        const cursor = cursors.get(inbox.stream) ?? 0;
        const judgement = judge({ version: inbox.version, previous: record.previous }, cursor);
        if (judgement === 'gap') return obstacle('gap', record, gapText(inbox, record.previous, cursor));
        if (judgement === 'apply') {
          const refusal = record.kind === 'event' ? await this.refusal(record, signal) : undefined;
          if (refusal !== undefined) return obstacle('handler', record, refusal);
          await this.inbox.record([inbox]);
          cursors.set(inbox.stream, inbox.version);
        }
        await this.inbox.unpark(id);
      }
    }
  }

  private async handleKeys(records: readonly Keyed[], signal: AbortSignal): Promise<void> {
    const known = await this.inbox.state(
      records.flatMap(streamOf),
      records.map(({ key }) => key),
    );
    const progress: Progress = { ...known, ignored: [] };
    const groups = [...byKey(records, ({ key }) => key).values()];
    await inParallel(
      keysAtOnce,
      groups.map((group) => async () => {
        for (const record of group) await this.handleOne(record, progress, signal);
      }),
    );
    await this.inbox.record(progress.ignored);
  }

  private async handleOne(record: Keyed, progress: Progress, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (record.kind === 'undecodable') return this.park(record, record.error, progress, signal);
    const { inbox } = entryOf(record);
    const cursor = progress.cursors.get(inbox.stream) ?? 0;
    const judgement = judge({ version: inbox.version, previous: record.previous }, cursor);
    if (judgement === 'duplicate') return;
    if (progress.blocked.has(record.key)) {
      if (await this.untilBack(() => this.inbox.parkBehind(record.raw, record.key), signal)) return;
      progress.blocked.delete(record.key);
      return this.refreshed(record, progress, signal);
    }
    if (judgement === 'gap')
      return this.park(record, gapText(inbox, record.previous, cursor), progress, signal);
    const done = record.kind === 'event' ? await this.applied(record, progress, signal) : 'ignored';
    if (done === 'parked') return;
    progress.cursors.set(inbox.stream, inbox.version);
    if (done === 'ignored') progress.ignored.push(inbox);
  }

  /** The key was released meanwhile and its streams moved on: judge the record by the new cursors. */
  private async refreshed(
    record: Exclude<Keyed, { kind: 'undecodable' }>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { cursors } = await this.untilBack(() => this.inbox.state(streamOf(record), []), signal);
    for (const [stream, version] of cursors)
      progress.cursors.set(stream, Math.max(version, progress.cursors.get(stream) ?? 0));
    return this.handleOne(record, progress, signal);
  }

  /** What became of the event. A fault that lasts parks it. */
  private async applied(
    record: Extract<Keyed, { kind: 'event' }>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<'effect' | 'ignored' | 'parked'> {
    const attempt = (): Promise<'ignored' | void> =>
      this.untilBack(() => this.handle(record.received, record.raw.topic), signal);
    try {
      return (
        (await retrying(attempt, { mayRetry: (_, tries) => tries + 1 < triesBeforeParking, signal })) ??
        'effect'
      );
    } catch (error) {
      signal.throwIfAborted();
      await this.park(record, nameOf(error), progress, signal);
      return 'parked';
    }
  }

  /** Why the handler does not take the event, or nothing when it has. */
  private async refusal(
    record: Extract<Decoded, { kind: 'event' }>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      await this.untilBack(() => this.handle(record.received, record.raw.topic), signal);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return nameOf(error);
    }
  }

  private async park(record: Keyed, error: string, progress: Progress, signal: AbortSignal): Promise<void> {
    const { topic, partition, offset } = record.raw;
    this.log.error(
      { alarm: 'parked', consumer: this.consumer, topic, partition, offset, key: record.key, error },
      'an event is parked and its person waits',
    );
    await this.untilBack(() => this.inbox.park(record.raw, record.key, error), signal);
    progress.blocked.add(record.key);
  }

  /** Retries for as long as it is the world that fails, not the event. */
  private untilBack<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return retrying(work, {
      mayRetry: isTransient,
      onRetry: (error, attempt) =>
        this.log.warn(
          { consumer: this.consumer, error: nameOf(error), attempt },
          'waiting for a server to come back',
        ),
      signal,
    });
  }
}

const entryOf = (record: Exclude<Decoded, { kind: 'undecodable' }>): { inbox: InboxEntry } =>
  record.kind === 'event' ? record.received : record;
const gapText = ({ stream, version }: InboxEntry, previous: number, cursor: number): string =>
  `gap: ${stream} is at ${cursor}, version ${version} follows ${previous}`;
const obstacle = (
  because: Obstacle['because'],
  { raw: { topic, partition, offset } }: Decoded,
  error: string,
): Obstacle => ({ because, topic, partition, offset, error });
const streamOf = (record: Decoded): string[] =>
  record.kind === 'undecodable' ? [] : [entryOf(record).inbox.stream];
const nameOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error)).slice(0, 500);

const bySource = (a: Decoded, b: Decoded): number => {
  if (a.kind === 'undecodable' || b.kind === 'undecodable')
    return Number(a.kind !== 'undecodable') - Number(b.kind !== 'undecodable');
  if (a.raw.topic !== b.raw.topic) return a.raw.topic < b.raw.topic ? -1 : 1;
  return a.position < b.position ? -1 : Number(a.position > b.position);
};
