import {
  EventStore,
  genesisHash,
  type AppendRequest,
  type AppendResult,
  type ForgedRecord,
  type Inbox,
  type InboxEntry,
  type Lead,
  type Loaded,
  type ParkedRecord,
  type RawRecord,
  type StoredEvent,
} from '@canbao/event-sourcing';
import type { SignedSeal } from '@canbao/evidence';
import type { Process, Scheduler } from './scheduler';
import { sealsOf } from './seals';
import type { Stored } from './stored';
import type { Tables } from './tables';

/** What the next seal is made from. */
interface Unsealed {
  readonly version: number;
  readonly hash: string;
  readonly seal: SignedSeal | undefined;
  readonly events: readonly Stored[];
}

class ConnectionLost extends Error {
  readonly code = '08006';
}

/**
 * A process's connection to its tables. The process can crash before a statement, or after it but before its
 * answer.
 */
export class Connection extends EventStore implements Omit<Inbox, 'blockedKeys'> {
  constructor(
    private readonly tables: Tables,
    private readonly process: Process,
    private readonly scheduler: Scheduler,
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

  /** Everything after the last seal in commit order, and where the stream of seals is continued. */
  unsealed(): Promise<Unsealed> {
    return this.statement(() => {
      const { version = 0, hash = genesisHash } = this.tables.streams.get('seals')?.at(-1) ?? {};
      const seal = sealsOf(this.tables).at(-1);
      const events = this.tables.log
        .filter(({ position }) => position > BigInt(seal?.to ?? 0))
        .sort((one, other) => (one.position < other.position ? -1 : 1));
      return { version, hash, seal, events };
    });
  }

  state(
    streams: readonly string[],
    keys: readonly string[],
  ): Promise<{ cursors: Map<string, number>; blocked: Set<string> }> {
    return this.statement(() => ({
      cursors: new Map(
        this.tables.bugs.noInbox === true
          ? []
          : streams.map((stream) => [stream, this.tables.cursors.get(stream) ?? 0]),
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

  setAside(records: readonly ForgedRecord[]): Promise<void> {
    return this.statement(() => {
      this.tables.forged.push(...records);
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

  /** The relay's lead, fenced by the epoch as in the database. */
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
      batchSize: 20,
      replaced: undefined,
      isSure: true,
      read: (after) => this.statement(() => this.tables.outboxAfter(Number(after), 20)),
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
