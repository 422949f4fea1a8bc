import { contractEvents } from '@canbao/contracts';
import {
  eventIdOf,
  genesisHash,
  type Answer,
  type AppendRequest,
  type AppendResult,
  type Event,
  type IdempotencyKey,
  type InboxEntry,
  type Loaded,
  type OutboxRow,
  type ParkedRecord,
  type ForgedRecord,
  type RawRecord,
} from '@canbao/event-sourcing';
import type { Published } from '@canbao/kafka';
import { tampered, type EvidenceBugs } from './mistaken-evidence';
import { hashOfStored, type Stored } from './stored';
import type { Process } from './scheduler';

export interface TableBugs extends EvidenceBugs {
  /** Positions are drawn before the commit, so the relay may read past an event that is not visible yet. */
  readonly positionsBeforeCommit?: boolean;
  readonly ignoresExpectedVersion?: boolean;
  readonly forgetsAnswers?: boolean;
  readonly noInbox?: boolean;
  readonly inboxBeforeEffect?: boolean;
}

/** One service's database, which survives every crash. Each method is one atomic transaction. */
export class Tables {
  readonly log: Stored[] = [];
  readonly streams = new Map<string, Stored[]>();
  readonly answers = new Map<string, { fingerprint: string; answer: Answer }>();
  /** How often each foreign event had its effect, by stream and version. */
  readonly handlings = new Map<string, number>();
  readonly cursors = new Map<string, number>();
  readonly blocked = new Map<string, string>();
  parked: ParkedRecord[] = [];
  readonly forged: ForgedRecord[] = [];
  readonly relay = { cursor: 0, epoch: 0, leader: undefined as Process | undefined };
  /** Probability that a statement fails, before or after its effect. */
  faultRate = 0;
  private nextPosition = 0;
  private nextParked = 0;

  constructor(
    readonly service: string,
    readonly published: Published,
    readonly bugs: TableBugs,
  ) {}

  load(streams: readonly string[]): Map<string, Loaded> {
    return new Map(
      streams.map((stream) => {
        const events = this.streams.get(stream) ?? [];
        return [
          stream,
          {
            version: events.at(-1)?.version ?? 0,
            hash: events.at(-1)?.hash ?? genesisHash,
            events: [...events],
          },
        ];
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
      inbox.version <= (this.cursors.get(inbox.stream) ?? 0)
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
    for (const { stream, expectedVersion, previousHash, events } of writes) {
      let lastHash = previousHash;
      const before = this.streams.get(stream) ?? [];
      events.forEach((event, index) => {
        const topic = this.topicOf(event);
        const previousversion =
          topic === undefined ? 0 : (before.findLast((earlier) => earlier.topic === topic)?.version ?? 0);
        const fields = {
          ...event,
          ...request,
          revision: 1,
          stream,
          version: expectedVersion + index + 1,
          topic,
        };
        lastHash = hashOfStored(fields, lastHash);
        const stored: Stored = {
          ...fields,
          position: BigInt(positions.shift() ?? 0),
          eventId: eventIdOf(lastHash),
          hash: lastHash,
          previousversion,
        };
        before.push(stored);
        this.log.push(stored);
      });
      this.streams.set(stream, before);
    }
    if (idempotency?.answer !== undefined) {
      const { scope, key, fingerprint, answer } = idempotency;
      this.answers.set(`${scope}\n${key}`, { fingerprint, answer });
    }
    if (inbox !== undefined) this.handled([inbox]);
    tampered(this, writes);
    return { outcome: 'appended', lastPosition: BigInt(this.nextPosition) };
  }

  handled(entries: readonly InboxEntry[]): void {
    for (const { stream, version } of entries) {
      const event = `${stream} v${version}`;
      this.handlings.set(event, (this.handlings.get(event) ?? 0) + 1);
    }
    this.passed(entries);
  }

  passed(entries: readonly InboxEntry[]): void {
    for (const { stream, version } of entries)
      this.cursors.set(stream, Math.max(version, this.cursors.get(stream) ?? 0));
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

  outboxAfter(cursor: number, limit: number): OutboxRow[] {
    return this.log
      .filter(({ position }) => position > BigInt(cursor))
      .sort((a, b) => (a.position < b.position ? -1 : 1))
      .slice(0, limit)
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
