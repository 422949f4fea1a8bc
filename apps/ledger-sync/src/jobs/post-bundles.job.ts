import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Bureaus, BureauWays } from '@canbao/bureaus';
import { Clock } from '@canbao/calendar';
import {
  answerIntake,
  bureauFor,
  contactBureau,
  hasWork,
  leavesWork,
  posting,
  postingEvents,
  postingOf,
  type Posting,
} from '@canbao/domain-ledger-sync';
import { eventsOf, type StoredEvent } from '@canbao/event-sourcing';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { Commands, ServiceLog, Ticker, uuidOf } from '@canbao/service-kit';
import { endWork, leaseDue, type Work } from './posting-work';
import { Unanswered } from './unanswered';

const job = 'post-bundles';
/** Configuration: postings in progress at once; whatever exceeds it waits for the sweep. */
const inProgressMax = 1000;
const leasedAtOnceMax = 200;
const sweepEveryMs = 500;

/**
 * Contacts the bureaus, outside every Kafka handler. The process that stored new work starts on it at once,
 * without asking the database again. The sweep finds what is left: by a process that died, by a bureau that
 * did not answer, or because too much was in progress.
 */
@Injectable()
export class PostBundles implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streamsInProgress = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  private readonly sweeper: Ticker;
  private readonly unanswered: Unanswered;
  private stopping = false;

  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bureaus: Bureaus,
    private readonly ways: BureauWays,
    private readonly store: PostgresEventStore,
    private readonly log: ServiceLog,
  ) {
    this.unanswered = new Unanswered(database);
    this.sweeper = new Ticker(job, sweepEveryMs, () => this.sweep(), log);
  }

  onApplicationBootstrap(): void {
    this.store.onAppended((events) => this.startNewWork(events));
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.sweeper.stop();
    await Promise.all(this.running);
  }

  private startNewWork(events: readonly StoredEvent[]): void {
    for (const event of events.filter(postingEvents.has)) {
      if (leavesWork(event) !== true) continue;
      const isWholeStream = event.version === 1;
      void this.start({ stream: event.stream, attempts: 1 }, isWholeStream ? [event] : undefined);
    }
  }

  private async sweep(): Promise<void> {
    await this.unanswered.note();
    while (!this.stopping) {
      const room = Math.min(leasedAtOnceMax, inProgressMax - this.streamsInProgress.size);
      const due = room > 0 ? await leaseDue(this.database, room) : [];
      if (due.length === 0) return;
      await Promise.all(due.map((work) => this.start(work)));
    }
  }

  /** Never rejects: a failure is logged, and the lease brings the work back. */
  private start(work: Work, knownEvents?: readonly StoredEvent[]): Promise<void> {
    const { stream } = work;
    const isFull = this.streamsInProgress.size >= inProgressMax;
    if (this.stopping || isFull || this.streamsInProgress.has(stream)) return Promise.resolve();
    this.streamsInProgress.add(stream);
    const run = this.run(work, knownEvents)
      .catch((error: unknown) =>
        this.log.error(
          { alarm: 'job-failed', job, stream, error: String(error) },
          'posting failed, retrying',
        ),
      )
      .finally(() => this.running.delete(run));
    this.running.add(run);
    return run;
  }

  private async run(work: Work, knownEvents?: readonly StoredEvent[]): Promise<void> {
    // Released before the answer is stored: the append may leave new work for the same stream.
    const command = await this.contact(work, knownEvents).finally(() =>
      this.streamsInProgress.delete(work.stream),
    );
    if (command !== undefined) await this.commands.act(job, command.personId, posting, command);
    if (work.lease !== undefined && !(await this.hasWorkLeft(work.stream)))
      await endWork(this.database, { ...work, lease: work.lease });
  }

  private async contact(
    { stream, attempts }: Work,
    knownEvents?: readonly StoredEvent[],
  ): ReturnType<typeof contactBureau> {
    const current = await this.read(stream, knownEvents);
    if (current === undefined) return undefined;
    // Who reads the events needs no call; the work stays, so that it is found if the way changes.
    if (this.ways[current.insurance] === 'topic') return undefined;
    const bureau = this.bureaus[current.insurance];
    const broken: string[] = [];
    const command = await contactBureau(
      bureau,
      { ...current, attempts },
      () => this.clock.now(),
      (because) => broken.push(because),
    );
    for (const because of broken) await this.park(current, because);
    return command;
  }

  /** An answer that makes no sense is kept, once, and the bureau is told; its month is asked about again. */
  private async park({ insurance, state: { requestId = '' } }: Posting, because: string): Promise<void> {
    const messageId = uuidOf(`broken|${requestId}|${because}`);
    const bureau = bureauFor(insurance);
    const data = { messageId, bureau, topic: 'http', partition: 0, offset: requestId, because } as const;
    const fact = { type: 'BureauAnswerParked', data: { ...data, parkedAt: this.clock.now() } } as const;
    await this.commands.act(job, messageId, answerIntake, { type: 'NoteAnswerParked', fact });
    this.log.warn({ alarm: 'bureau-answer-broken', bureau, requestId, because }, 'answer makes no sense');
  }

  private async hasWorkLeft(stream: string): Promise<boolean> {
    const current = await this.read(stream);
    return current !== undefined && hasWork(current.state.status);
  }

  private async read(stream: string, knownEvents?: readonly StoredEvent[]): Promise<Posting | undefined> {
    const events = knownEvents ?? (await eventsOf(this.store, stream));
    return postingOf(events.filter(postingEvents.has));
  }
}
