import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { askBureau, leavesWork, posting, postingOf, type PostingCommand } from '@canbao/domain-ledger-sync';
import { EventStore, type StoredEvent } from '@canbao/event-sourcing';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { Commands } from '@canbao/service-kit';
import { Bureaus } from '@canbao/bureaus';
import { leaseDue, postingEvents, type Work } from '../views/postings.view';

/** Configuration: how many postings are in hand at once; what is more waits until its lease runs out. */
const mostInHand = 1000;
const leasedAtOnce = 200;
const pollMs = 500;

/**
 * Asks the bureaus, outside every Kafka handler. Who stored that there is something to ask takes it up first,
 * without asking the
 * database again; whatever nobody has in hand comes back when its lease runs out.
 */
@Injectable()
export class PostBundles implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly inHand = new Set<string>();
  private readonly working = new Set<Promise<void>>();
  private sweeping = Promise.resolve();

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bureaus: Bureaus,
    @Inject(EventStore) private readonly store: PostgresEventStore,
  ) {}

  onApplicationBootstrap(): void {
    this.store.onAppended((events) => {
      for (const event of postingEvents(events))
        if (leavesWork(event) === true)
          this.takeUp({ stream: event.stream, attempts: 1 }, event.version === 1 ? [event] : undefined);
    });
    this.sweeping = this.sweep();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.sweeping;
    await Promise.all(this.working);
  }

  /**
   * What was left by a process that died, by a bureau that did not answer, or because too much was in hand.
   */
  private async sweep(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const room = Math.min(leasedAtOnce, mostInHand - this.inHand.size);
      // A fault of the database passes; the lease brings the postings back.
      const due = room > 0 ? await leaseDue(this.database, room).catch(() => []) : [];
      await Promise.all(due.map((work) => this.takeUp(work)));
      if (due.length === 0)
        await pause(pollMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** `events`: all of the posting, where they are known. */
  private takeUp(work: Work, events?: readonly StoredEvent[]): Promise<void> {
    if (this.stopping.signal.aborted || this.inHand.has(work.stream) || this.inHand.size >= mostInHand)
      return Promise.resolve();
    this.inHand.add(work.stream);
    const done = this.work(work, events)
      .catch(() => undefined)
      .finally(() => this.working.delete(done));
    this.working.add(done);
    return done;
  }

  private async work({ stream, attempts }: Work, known?: readonly StoredEvent[]): Promise<void> {
    const command = await this.ask(stream, attempts, known).finally(() => this.inHand.delete(stream));
    // What this leaves to ask is new work, so the posting is no longer in hand.
    if (command !== undefined) await this.commands.act('post-bundles', command.personId, posting, command);
  }

  private async ask(
    stream: string,
    attempts: number,
    known?: readonly StoredEvent[],
  ): Promise<PostingCommand | undefined> {
    const found = postingOf(
      postingEvents(known ?? (await this.store.load([stream])).get(stream)?.events ?? []),
    );
    return found === undefined
      ? undefined
      : askBureau(this.bureaus[found.insurance], { ...found, attempts }, () => this.clock.now());
  }
}
