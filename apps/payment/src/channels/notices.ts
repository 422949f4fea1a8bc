import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, millisecondsBetween, type Instant } from '@canbao/calendar';
import type { Forged, Notice } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { ServiceLog, type RawMessage } from '@canbao/service-kit';
import { leaseDueNotices, type DueNotice } from '../views/channel-orders.view';
import { askAtOnce } from '../views/refunds.view';
import { ChannelOrders } from './channel-orders';
import { KeptNotices } from './kept-notices';
import { NoticeSeal } from './notice-seal';

/**
 * Configuration: messages that are worked through at once. More would stand before those that wait to be
 * answered, in the queue for a connection of the database.
 */
const atOnceMax = 8;
/** Configuration: a message that fits nothing for so long is for somebody to look at (ADR 48). */
const unmatchedMs = 600_000;

/**
 * Messages of channels: kept once each, as they came, and answered before they are worked through. A message
 * says that something has happened; what has, the channel is asked.
 */
@Injectable()
export class Notices implements OnModuleDestroy {
  private working: Promise<void> | undefined;
  private isMore = false;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly kept: KeptNotices,
    private readonly orders: ChannelOrders,
    private readonly seal: NoticeSeal,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {}

  /** Keeps a genuine message; one that came before is counted. */
  async keep(channel: string, notice: Notice, raw: RawMessage, now: Instant): Promise<void> {
    const sealed = this.seal.sealed(channel, raw);
    const isNew = await this.kept.keep({ channel, notice, sealed, at: now });
    if (isNew && notice.about !== 'nothing') this.begin();
  }

  /** Counts a message that is not the channel's own; nothing else of it is kept. */
  async countForged(channel: string, { forged }: Forged, now: Instant): Promise<void> {
    await this.kept.count({ channel, because: forged, at: now });
    // A probe is the channel's own way to see that we verify.
    if (forged !== 'signature-probe')
      this.log.warn({ alarm: 'notice-forged', channel, because: forged }, 'a message is not believed');
  }

  /** Works through the messages that are due. */
  async workThrough(most: number): Promise<void> {
    for (;;) {
      const due = await leaseDueNotices(this.database, this.clock.now(), most);
      await Promise.all(due.map((notice) => this.work(notice)));
      if (due.length < most || this.isStopped) return;
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.working;
  }

  /** Begins at once; a message that comes meanwhile is taken after. */
  private begin(): void {
    this.isMore = true;
    this.working ??= this.run().finally(() => {
      this.working = undefined;
      if (this.isMore && !this.isStopped) this.begin();
    });
  }

  private async run(): Promise<void> {
    while (this.isMore && !this.isStopped) {
      this.isMore = false;
      await this.workThrough(atOnceMax).catch((error: unknown) =>
        this.log.error({ error: String(error) }, 'messages are left to the job'),
      );
    }
  }

  private async work(due: DueNotice): Promise<void> {
    const { channel, noticeId, about, number } = due;
    try {
      if (!(await this.isMatched(due))) {
        if (millisecondsBetween(due.receivedAt, this.clock.now()) >= unmatchedMs)
          this.log.error(
            { alarm: 'notice-unmatched', channel, noticeId, about, number },
            'a genuine message fits nothing that we or the channel know of',
          );
        return;
      }
      await this.database.query(
        'update channel_notices set ask_at = null where channel = $1 and notice_id = $2',
        [channel, noticeId],
      );
    } catch (error) {
      this.log.error({ channel, noticeId, error: String(error) }, 'message not worked through, retrying');
    }
  }

  /** False while nobody knows what the message is about: it waits, and the channel is asked again. */
  private isMatched({ channel, about, number }: DueNotice): Promise<boolean> {
    return about === 'payment'
      ? this.orders.askAbout(channel, number)
      : askAtOnce(this.database, number, this.clock.now());
  }
}
