import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Month } from '@canbao/calendar';
import { askBureau, posting } from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { Commands } from '@canbao/service-kit';
import { Bureaus } from './bureau';
import { leaseDue, type PostingRow } from './postings.view';

/** Configuration: how many postings are taken up at once. */
const sideBySide = 200;
const pollMs = 500;

/** Asks the bureaus, outside every Kafka handler. */
@Injectable()
export class PostBundles implements OnApplicationBootstrap, OnModuleDestroy {
  private stopped = false;
  private running = Promise.resolve();
  private wake: () => void = () => undefined;

  constructor(
    private readonly commands: Commands, private readonly database: Database, private readonly clock: Clock, private readonly bureaus: Bureaus, @Inject(EventStore) private readonly store: PostgresEventStore,
  ) {}

  onApplicationBootstrap(): void {
    this.store.onAppended(() => this.wake());
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const woken = new Promise<void>((resolve) => { this.wake = resolve; });
      // A fault of the database passes; the lease brings the postings back.
      const due = await leaseDue(this.database, sideBySide).catch(() => []);
      await Promise.all(due.map((row) => this.work(row).catch(() => undefined)));
      if (due.length > 0) continue;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([woken, new Promise<void>((resolve) => { timer = setTimeout(resolve, pollMs); })]);
      clearTimeout(timer);
    }
  }

  private async work({ person_id: personId, insurance, month, state, paid_at: paidAt, attempts }: PostingRow): Promise<void> {
    const command = await askBureau(this.bureaus[insurance], { personId, insurance, month: month as Month, state, paidAt: paidAt ?? '', attempts }, () => this.clock.now());
    if (command !== undefined) await this.commands.act('post-bundles', personId, posting, command);
  }
}
