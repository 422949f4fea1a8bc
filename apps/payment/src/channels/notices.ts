import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, dayOf, type Instant } from '@canbao/calendar';
import type { Forged, Notice } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { ServiceLog, type RawMessage } from '@canbao/service-kit';
import { leaseDueNotices, type DueNotice } from '../views/channel-orders.view';
import { askAtOnce } from '../views/refunds.view';
import { ChannelOrders } from './channel-orders';
import { NoticeSeal } from './notice-seal';

/** Configuration: messages that are worked through at once. */
const atOnceMax = 50;

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
    private readonly orders: ChannelOrders,
    private readonly seal: NoticeSeal,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {}

  /** Keeps a genuine message; one that came before is counted. */
  async keep(channel: string, notice: Notice, raw: RawMessage, now: Instant): Promise<void> {
    const number = { payment: 'orderNo', refund: 'refundNo', nothing: 'noticeId' }[notice.about];
    const rows = await this.database.query<{ times: number }>(
      `insert into channel_notices (channel, notice_id, about, number, raw, received_at, ask_at)
       values ($1, $2, $3, $4, $5, $6, case when $3 = 'nothing' then null else $6::timestamptz end)
       on conflict (channel, notice_id) do update set times = channel_notices.times + 1
       returning times`,
      [
        channel,
        notice.noticeId,
        notice.about,
        (notice as unknown as Record<string, string>)[number] ?? '',
        this.seal.sealed(channel, raw),
        now,
      ],
    );
    if (rows[0]?.times === 1 && notice.about !== 'nothing') this.begin();
  }

  /** Counts a message that is not the channel's own; nothing else of it is kept. */
  async countForged(channel: string, { forged }: Forged, now: Instant): Promise<void> {
    await this.database.query(
      `insert into forged_notices (channel, because, day, times) values ($1, $2, $3, 1)
       on conflict (channel, because, day) do update set times = forged_notices.times + 1`,
      [channel, forged, dayOf(now)],
    );
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

  private async work({ channel, noticeId, about, number }: DueNotice): Promise<void> {
    try {
      if (about === 'payment' && !(await this.orders.askAbout(channel, number))) return;
      if (about === 'refund') await askAtOnce(this.database, number, this.clock.now());
      await this.database.query(
        'update channel_notices set ask_at = null where channel = $1 and notice_id = $2',
        [channel, noticeId],
      );
    } catch (error) {
      this.log.error({ channel, noticeId, error: String(error) }, 'message not worked through, retrying');
    }
  }
}
