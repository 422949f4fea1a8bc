import type { Inbox, InboxEntry, InboxState, RawRecord } from '@canbao/event-sourcing';
import { inParallel, type Log } from '@canbao/runtime';
import { Attempts, type Handle } from './attempts';
import {
  after,
  decode,
  entryOf,
  streamsOf,
  type DecodedEvent,
  type Undecodable,
  type UnknownEvent,
} from './envelope';
import { byKey, judge } from './ordering';
import { gapText, releaseKey, type Obstacle } from './release-key';

/**
 * An undecodable record without a key: nobody can tell whose events it belongs to, so its partition is
 * halted.
 */
export class Halted extends Error {}

/** What a batch has changed so far, on top of what the database held. */
interface Progress extends InboxState {
  /** Events without an effect that would have recorded them. */
  readonly ignored: InboxEntry[];
}

type Readable = DecodedEvent | UnknownEvent;
type Keyed = Readable | (Undecodable & { readonly key: string });

/** Configuration: keys handled concurrently, so that their appends commit together. */
const keysInParallel = 128;
const attemptsBeforeParking = 3;

/**
 * Keeps the order of each person's events and parks those that cannot be handled: strictly one after another
 * within a key, different keys in parallel. Nothing is ever skipped.
 */
export class BatchHandler {
  private readonly attempts: Attempts;

  constructor(
    private readonly consumer: string,
    private readonly inbox: Omit<Inbox, 'blockedKeys'>,
    handle: Handle,
    private readonly log: Log,
  ) {
    this.attempts = new Attempts(consumer, handle, log);
  }

  /**
   * Handles the records; everything is in the database when it returns.
   * @throws Halted at a record without key that cannot be decoded; everything before it has been handled.
   */
  async handleAll(records: readonly RawRecord[], signal: AbortSignal): Promise<void> {
    const decoded = records.map((record) => decode(this.consumer, record));
    const haltedAt = decoded.findIndex(({ key }) => key === undefined);
    const ready = (haltedAt === -1 ? decoded : decoded.slice(0, haltedAt)) as Keyed[];
    await this.attempts.whileUnavailable(() => this.handleKeys(ready, signal), signal);
    if (haltedAt !== -1) throw new Halted((decoded[haltedAt] as Undecodable).error);
  }

  /** Replays the parked records of a key in order. Returns the remaining obstacle, or nothing. */
  release(key: string, signal: AbortSignal): Promise<Obstacle | undefined> {
    return releaseKey({ consumer: this.consumer, inbox: this.inbox, attempts: this.attempts, signal }, key);
  }

  private async handleKeys(records: readonly Keyed[], signal: AbortSignal): Promise<void> {
    const state = await this.inbox.state(
      records.flatMap(streamsOf),
      records.map(({ key }) => key),
    );
    const progress: Progress = { ...state, ignored: [] };
    const groups = [...byKey(records, ({ key }) => key).values()];
    await inParallel(
      keysInParallel,
      groups.map((group) => async () => {
        for (const record of group) await this.handleOne(record, progress, signal);
      }),
    );
    await this.inbox.record(progress.ignored);
  }

  private async handleOne(record: Keyed, progress: Progress, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (record.kind === 'undecodable') return this.park(record, record.error, progress, signal);
    const entry = entryOf(record);
    const cursor = progress.cursors.get(entry.stream) ?? 0;
    const judgement = judge({ version: entry.version, previous: record.previous }, cursor);
    if (judgement === 'duplicate') return;
    if (progress.blocked.has(record.key)) return this.parkBehind(record, progress, signal);
    if (judgement === 'gap')
      return this.park(record, gapText(entry, record.previous, cursor), progress, signal);
    return this.apply(after(record, cursor), progress, signal);
  }

  private async apply(record: Readable, progress: Progress, signal: AbortSignal): Promise<void> {
    const entry = entryOf(record);
    const attempted =
      record.kind === 'event'
        ? await this.attempts.handleEvent(record, attemptsBeforeParking, signal)
        : ({ outcome: 'ignored' } as const);
    if (attempted.outcome === 'failed') return this.park(record, attempted.error, progress, signal);
    progress.cursors.set(entry.stream, entry.version);
    if (attempted.outcome === 'ignored') progress.ignored.push(entry);
  }

  private async park(record: Keyed, error: string, progress: Progress, signal: AbortSignal): Promise<void> {
    const { topic, partition, offset } = record.raw;
    this.log.error(
      { alarm: 'parked', consumer: this.consumer, topic, partition, offset, key: record.key, error },
      'event parked; later events of its key wait behind it',
    );
    await this.attempts.whileUnavailable(() => this.inbox.park(record.raw, record.key, error), signal);
    progress.blocked.add(record.key);
  }

  private async parkBehind(record: Readable, progress: Progress, signal: AbortSignal): Promise<void> {
    const parked = await this.attempts.whileUnavailable(
      () => this.inbox.parkBehind(record.raw, record.key),
      signal,
    );
    if (parked) return;
    // The key was released meanwhile and its streams have moved on: judge the record by the new cursors.
    progress.blocked.delete(record.key);
    const { cursors } = await this.attempts.whileUnavailable(
      () => this.inbox.state(streamsOf(record), []),
      signal,
    );
    for (const [stream, version] of cursors)
      progress.cursors.set(stream, Math.max(version, progress.cursors.get(stream) ?? 0));
    return this.handleOne(record, progress, signal);
  }
}
