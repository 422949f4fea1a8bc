import type { ForgedRecord, Inbox, InboxEntry, InboxState, RawRecord } from '@canbao/event-sourcing';
import { inParallel, type Log } from '@canbao/runtime';
import { Attempts, type Handle } from './attempts';
import {
  after,
  decode,
  entryOf,
  streamsOf,
  type Decoded,
  type DecodedEvent,
  type UnknownEvent,
} from './envelope';
import { byKey, judge } from './ordering';
import type { RecordMacs } from './record-macs';
import { gapText, releaseKey, type Obstacle } from './release-key';

/** What a batch has changed so far, on top of what the database held. */
interface Progress extends InboxState {
  /** Events without an effect that would have recorded them. */
  readonly ignored: InboxEntry[];
}

type Readable = DecodedEvent | UnknownEvent;

/** Configuration: keys handled concurrently, so that their appends commit together. */
const keysInParallel = 128;
const attemptsBeforeParking = 3;
/** Lines a batch: somebody who writes records must not fill the log, too. */
const forgedLinesMax = 10;

/**
 * Sets forged records aside, keeps the order of each person's events and parks those that cannot be handled:
 * strictly one after another
 * within a key, different keys in parallel. Nothing is ever skipped.
 */
export class BatchHandler {
  private readonly attempts: Attempts;

  constructor(
    private readonly consumer: string,
    private readonly inbox: Omit<Inbox, 'blockedKeys'>,
    handle: Handle,
    private readonly macs: Pick<RecordMacs, 'fault'>,
    private readonly log: Log,
  ) {
    this.attempts = new Attempts(consumer, handle, log);
  }

  /** Handles the records; everything is in the database when it returns. */
  async handleAll(records: readonly RawRecord[], signal: AbortSignal): Promise<void> {
    const faults = records.map((record) => this.macs.fault(record));
    const forged = records.flatMap((record, index) => {
      const error = faults[index];
      return error === undefined ? [] : [{ ...record, error }];
    });
    if (forged.length > 0) await this.setAside(forged, signal);
    const decoded = records
      .filter((_, index) => faults[index] === undefined)
      .map((record) => decode(this.consumer, record));
    await this.attempts.whileUnavailable(() => this.handleKeys(decoded, signal), signal);
  }

  /** Replays the parked records of a key in order. Returns the remaining obstacle, or nothing. */
  release(key: string, signal: AbortSignal): Promise<Obstacle | undefined> {
    return releaseKey({ consumer: this.consumer, inbox: this.inbox, attempts: this.attempts, signal }, key);
  }

  /**
   * Whoever wrote these must not stop anybody's events: they are kept as evidence, outside every queue. What
   * they claim to be does not count, so they leave no gap either.
   */
  private async setAside(forged: readonly ForgedRecord[], signal: AbortSignal): Promise<void> {
    for (const { topic, partition, offset, error } of forged.slice(0, forgedLinesMax))
      this.log.error(
        { alarm: 'forged-record', consumer: this.consumer, topic, partition, offset, error },
        'a record that the owner of the topic did not write; set aside',
      );
    if (forged.length > forgedLinesMax)
      this.log.error(
        { alarm: 'forged-record', consumer: this.consumer, more: forged.length - forgedLinesMax },
        'further records that the owner of the topic did not write; set aside',
      );
    await this.attempts.whileUnavailable(() => this.inbox.setAside(forged), signal);
  }

  private async handleKeys(records: readonly Decoded[], signal: AbortSignal): Promise<void> {
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

  private async handleOne(record: Decoded, progress: Progress, signal: AbortSignal): Promise<void> {
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

  private async park(record: Decoded, error: string, progress: Progress, signal: AbortSignal): Promise<void> {
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
