import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Month } from '@canbao/calendar';
import { posting, type PostingCommand } from '@canbao/domain-ledger-sync';
import { EventStore } from '@canbao/event-sourcing';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { Commands } from '@canbao/service-kit';
import { Bureaus, type Bureau, type BureauAnswer } from './bureau';
import { leaseDue, type PostingRow } from './postings.view';

const sideBySide = 16;
const pollMs = 500;

/** Asks the bureaus, outside every Kafka handler. What is unknown is queried with the same id before it is sent again. */
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
    const { requestId, reversalId } = state;
    if (requestId === undefined) return;
    const bureau = this.bureaus[insurance];
    const record = (command: Record<string, unknown>): Promise<void> =>
      this.commands.act('post-bundles', personId, posting, { personId, insurance, month: month as Month, requestId, at: this.clock.now(), ...command } as unknown as PostingCommand);
    if (state.status === 'reversing') {
      const answer = await bureau.reverse(requestId, reversalId ?? requestId);
      if (answer.outcome === 'accepted' || answer.outcome === 'not-found') await record({ type: 'RecordReversed' });
      return;
    }
    const request = { requestId, personId, month, items: state.items, total: state.total, paidAt: paidAt ?? '' };
    const answer = await this.outcome(bureau, request, state.status === 'unknown' || attempts > 1);
    if (answer.outcome === 'accepted') await record({ type: 'RecordAccepted', bureauReceiptNo: answer.receiptNo });
    else if (answer.outcome === 'refused') await record({ type: 'RecordRefused', reason: answer.reason });
    else await record({ type: 'RecordUnknown' });
  }

  private async outcome(bureau: Bureau, request: Parameters<Bureau['post']>[0], asked: boolean): Promise<BureauAnswer> {
    const found = asked ? await bureau.query(request.requestId) : { outcome: 'not-found' as const };
    return found.outcome === 'not-found' ? bureau.post(request) : found;
  }
}
