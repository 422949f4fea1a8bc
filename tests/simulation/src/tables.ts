import { contractEvents } from '@canbao/contracts';
import {
  EventStore,
  genesisHash,
  type Answer,
  type AppendRequest,
  type AppendResult,
  type Event,
  type IdempotencyKey,
  type Inbox,
  type InboxEntry,
  type Lead,
  type Loaded,
  type OutboxRow,
  type ParkedRecord,
  type RawRecord,
  type StoredEvent,
} from '@canbao/event-sourcing';
import type { Published } from '@canbao/kafka';
import type { Process, Scheduler } from './scheduler';

export interface TableBugs {
  /** Positions are drawn before the commit, and the relay reads what is visible. */
  readonly positionsBeforeCommit?: boolean;
  readonly ignoresExpectedVersion?: boolean;
  readonly forgetsAnswers?: boolean;
  readonly noInbox?: boolean;
  readonly inboxBeforeEffect?: boolean;
}

class ConnectionLost extends Error {
  readonly code = '08006';
}

interface Stored extends StoredEvent {
  readonly topic: string | undefined;
  readonly previousversion: number;
}

/**
 * One service's database: what is in here survives every crash. Each method is one transaction, done at once.
 */
export class Tables {
  readonly log: Stored[] = [];
  readonly streams = new Map<string, Stored[]>();
  readonly answers = new Map<string, { fingerprint: string; answer: Answer }>();
  readonly inbox = new Map<string, number>();
  readonly cursors = new Map<string, number>();
  readonly blocked = new Map<string, string>();
  parked: ParkedRecord[] = [];
  readonly relay = { cursor: 0, epoch: 0, leader: undefined as Process | undefined };
  /** How often a statement fails, before or after its effect. */
  faultRate = 0;
  private nextPosition = 0;
  private nextParked = 0;

  constructor(
    readonly service: string,
    readonly published: Published,
    private readonly scheduler: Scheduler,
    readonly bugs: TableBugs,
  ) {}

  load(streams: readonly string[]): Map<string, Loaded> {
    return new Map(
      streams.map((stream) => {
        const events = this.streams.get(stream) ?? [];
        return [stream, { version: events.at(-1)?.version ?? 0, hash: genesisHash, events: [...events] }];
      }),
    );
  }

  answerFor({
    scope,
    key,
    fingerprint,
  }: IdempotencyKey): { answer: Answer; sameRequest: boolean } | undefined {
    const used = this.bugs.forgetsAnswers === true ? undefined : this.answers.get(`${scope}\n${key}`);
    return used === undefined
      ? undefined
      : { answer: used.answer, sameRequest: used.fingerprint === fingerprint };
  }

  drawPositions(count: number): number[] {
    return Array.from({ length: count }, () => (this.nextPosition += 1));
  }

  append({ writes, idempotency, inbox, ...request }: AppendRequest, drawn?: readonly number[]): AppendResult {
    const used = idempotency === undefined ? undefined : this.answerFor(idempotency);
    if (used !== undefined) return { outcome: 'key-used', ...used };
    if (
      inbox !== undefined &&
      this.bugs.noInbox !== true &&
      this.bugs.inboxBeforeEffect !== true &&
      this.inbox.has(inbox.eventId)
    )
      return { outcome: 'already-handled' };
    if (
      this.bugs.ignoresExpectedVersion !== true &&
      writes.some(
        ({ stream, expectedVersion }) => (this.streams.get(stream)?.length ?? 0) !== expectedVersion,
      )
    )
      return { outcome: 'version-conflict' };
    const positions = [
      ...(drawn ?? this.drawPositions(writes.reduce((total, { events }) => total + events.length, 0))),
    ];
    for (const { stream, expectedVersion, events } of writes) {
      const before = this.streams.get(stream) ?? [];
      events.forEach((event, index) => {
        const topic = this.topicOf(event);
        const previousversion =
          topic === undefined ? 0 : (before.findLast((earlier) => earlier.topic === topic)?.version ?? 0);
        const stored: Stored = {
          ...event,
          stream,
          version: expectedVersion + index + 1,
          position: BigInt(positions.shift() ?? 0),
          eventId: this.scheduler.uuid(),
          topic,
          previousversion,
          ...request,
        };
        before.push(stored);
        this.log.push(stored);
      });
      this.streams.set(stream, before);
    }
    if (idempotency !== undefined) this.answers.set(`${idempotency.scope}\n${idempotency.key}`, idempotency);
    if (inbox !== undefined) this.handled([inbox]);
    return { outcome: 'appended', lastPosition: BigInt(this.nextPosition) };
  }

  handled(entries: readonly InboxEntry[]): void {
    for (const { eventId } of entries) this.inbox.set(eventId, (this.inbox.get(eventId) ?? 0) + 1);
    this.passed(entries);
  }

  passed(entries: readonly InboxEntry[]): void {
    for (const { consumer, stream, version } of entries) {
      this.cursors.set(
        `${consumer}\n${stream}`,
        Math.max(version, this.cursors.get(`${consumer}\n${stream}`) ?? 0),
      );
    }
  }

  park(record: RawRecord, key: string): void {
    if (
      this.parked.some(
        ({ topic, partition, offset }) =>
          topic === record.topic && partition === record.partition && offset === record.offset,
      )
    )
      return;
    this.nextParked += 1;
    this.parked.push({ ...record, key, id: String(this.nextParked) });
  }

  outboxAfter(cursor: number, most: number): OutboxRow[] {
    return this.log
      .filter(({ position }) => position > BigInt(cursor))
      .sort((a, b) => (a.position < b.position ? -1 : 1))
      .slice(0, most)
      .map(({ position, topic, ...event }) => ({
        ...event,
        position: position.toString(),
        topic: topic ?? null,
      }));
  }

  private topicOf(event: Event): string | undefined {
    const type = this.published(event)?.type;
    return type === undefined ? undefined : contractEvents[type].topic;
  }
}

/**
 * A process's connection to its tables: a crash can come before a statement, and after it but before its
 * answer.
 */
export class Connection extends EventStore implements Omit<Inbox, 'blockedKeys'> {
  constructor(
    private readonly tables: Tables,
    private readonly process: Process,
    private readonly scheduler: Scheduler,
    private readonly consumer: string,
  ) {
    super();
  }

  override load(streams: readonly string[]): Promise<ReadonlyMap<string, Loaded>> {
    return this.statement(() => this.tables.load(streams));
  }

  override async append(request: AppendRequest): Promise<AppendResult> {
    if (this.tables.bugs.inboxBeforeEffect === true && request.inbox !== undefined) {
      const { inbox } = request;
      await this.statement(() => {
        this.tables.handled([inbox]);
      });
    }
    if (this.tables.bugs.positionsBeforeCommit !== true)
      return this.statement(() => this.tables.append(request));
    const drawn = await this.statement(() =>
      this.tables.drawPositions(request.writes.reduce((total, { events }) => total + events.length, 0)),
    );
    return this.statement(() => this.tables.append(request, drawn));
  }

  override readAfter(position: bigint, limit: number): Promise<readonly StoredEvent[]> {
    return this.statement(() => this.tables.log.filter((event) => event.position > position).slice(0, limit));
  }

  state(
    streams: readonly string[],
    keys: readonly string[],
  ): Promise<{ cursors: Map<string, number>; blocked: Set<string> }> {
    return this.statement(() => ({
      cursors: new Map(
        this.tables.bugs.noInbox === true
          ? []
          : streams.map((stream) => [stream, this.tables.cursors.get(`${this.consumer}\n${stream}`) ?? 0]),
      ),
      blocked: new Set(keys.filter((key) => this.tables.blocked.has(key))),
    }));
  }

  record(entries: readonly InboxEntry[]): Promise<void> {
    return this.statement(() => {
      this.tables.passed(entries);
    });
  }

  park(record: RawRecord, key: string, error: string): Promise<void> {
    return this.statement(() => {
      this.tables.blocked.set(key, error);
      this.tables.park(record, key);
    });
  }

  parkBehind(record: RawRecord, key: string): Promise<boolean> {
    return this.statement(() => {
      if (!this.tables.blocked.has(key)) return false;
      this.tables.park(record, key);
      return true;
    });
  }

  parkedOf(key: string): Promise<ParkedRecord[]> {
    return this.statement(() => this.tables.parked.filter((record) => record.key === key));
  }

  unpark(id: string): Promise<void> {
    return this.statement(() => {
      this.tables.parked = this.tables.parked.filter((record) => record.id !== id);
    });
  }

  unblock(key: string): Promise<boolean> {
    return this.statement(() => {
      if (this.tables.parked.some((record) => record.key === key)) return false;
      return this.tables.blocked.delete(key);
    });
  }

  /** The lead of the relay; its fence is the epoch, as in the database. */
  async lead(): Promise<Lead> {
    const { relay } = this.tables;
    const epoch = await this.statement(() => {
      relay.leader = this.process;
      return (relay.epoch += 1);
    });
    let cursor = relay.cursor;
    return {
      epoch: String(epoch),
      get cursor() {
        return String(cursor);
      },
      read: () => this.statement(() => this.tables.outboxAfter(cursor, 20)),
      deposed: () => this.statement(() => relay.epoch !== epoch),
      advance: (to) =>
        this.statement(() => {
          if (relay.epoch !== epoch) return false;
          relay.cursor = cursor = Number(to);
          return true;
        }),
      end: () => Promise.resolve(),
    };
  }

  private async statement<T>(work: () => T): Promise<T> {
    await this.scheduler.turn(this.process);
    const fate = this.scheduler.random();
    if (fate < this.tables.faultRate / 2) throw new ConnectionLost();
    const result = work();
    await this.scheduler.turn(this.process);
    // The commit may have happened although its answer never came.
    if (fate < this.tables.faultRate) throw new ConnectionLost();
    return result;
  }
}
