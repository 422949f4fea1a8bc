import type { ForgedRecord, Inbox, RawRecord } from '@canbao/event-sourcing';
import { inParallel, isTransient, retrying, type Log } from '@canbao/runtime';
import { byKey } from './ordering';
import type { RecordMacs } from './record-macs';

/** What a service makes of the records that somebody outside writes to a topic of their own. */
export interface Intake {
  /** Takes a record that its writer signed; a repeat has no further effect. Returns why it is no message. */
  take(record: RawRecord): Promise<string | undefined>;
  /** Answers a record that is kept beside the events; a repeat has no further effect. */
  park(record: RawRecord, because: string): Promise<void>;
  /** What is kept of such a record, where it is not all of it: it may name somebody. */
  evidence?(record: ForgedRecord): ForgedRecord;
}

/** Configuration: records of different keys in hand at once. */
const keysInParallel = 32;
const attemptsBeforeParking = 3;
const errorLengthMax = 300;

/**
 * Records of a writer outside, who numbers no versions and publishes no events: each is a request of its own,
 * answered once. One that is forged, unreadable or that fails here is kept as evidence with the reason, and
 * holds up nothing.
 */
export class IntakeHandler {
  constructor(
    private readonly consumer: string,
    private readonly inbox: Pick<Inbox, 'setAside'>,
    private readonly intake: Intake,
    private readonly macs: Pick<RecordMacs, 'fault'>,
    private readonly log: Log,
  ) {}

  /** Takes the records, in order within a key; everything is in the database when it returns. */
  async handleAll(records: readonly RawRecord[], signal: AbortSignal): Promise<void> {
    const groups = [...byKey(records, ({ key = '' }) => key).values()];
    await inParallel(
      keysInParallel,
      groups.map((group) => async () => {
        for (const record of group) await this.handleOne(record, signal);
      }),
    );
  }

  private async handleOne(record: RawRecord, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const because = this.macs.fault(record) ?? (await this.taken(record, signal));
    if (because !== undefined)
      await this.whileUnavailable(() => this.keep({ ...record, error: because }), signal);
  }

  private async taken(record: RawRecord, signal: AbortSignal): Promise<string | undefined> {
    try {
      return await retrying(() => this.whileUnavailable(() => this.intake.take(record), signal), {
        mayRetry: (_, attempt) => attempt + 1 < attemptsBeforeParking,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      return `it could not be handled: ${String(error).slice(0, errorLengthMax)}`;
    }
  }

  private async keep(record: ForgedRecord): Promise<void> {
    const { topic, partition, offset, error } = record;
    this.log.error(
      { alarm: 'parked', consumer: this.consumer, topic, partition, offset, error },
      'a record from outside is no message; kept as evidence',
    );
    await this.inbox.setAside([this.intake.evidence?.(record) ?? record]);
    await this.intake.park(record, error);
  }

  private whileUnavailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return retrying(work, { mayRetry: isTransient, signal });
  }
}
