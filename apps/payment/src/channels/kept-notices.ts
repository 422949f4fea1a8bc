import { Injectable } from '@nestjs/common';
import { dayOf, type Instant } from '@canbao/calendar';
import type { Forged, Notice } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Batcher } from '@canbao/runtime';

/** A genuine message, sealed as it came. */
export interface KeptNotice {
  readonly channel: string;
  readonly notice: Notice;
  readonly sealed: Buffer;
  readonly at: Instant;
}
interface CountedForgery {
  readonly channel: string;
  readonly because: Forged['forged'];
  readonly at: Instant;
}

/**
 * Writes messages down before they are answered. Those that come at the same time share a statement and its
 * commit: an hour's messages may come in a minute, and a forger's all count on one row.
 */
@Injectable()
export class KeptNotices {
  private readonly keeping = new Batcher<KeptNotice, boolean>((notices) => this.keepAll(notices));
  private readonly counting = new Batcher<CountedForgery, undefined>((forgeries) => this.countAll(forgeries));

  constructor(private readonly database: Database) {}

  /** True for a message that is new; one that came before is counted. */
  keep(notice: KeptNotice): Promise<boolean> {
    return this.keeping.submit(notice);
  }

  count(forgery: CountedForgery): Promise<undefined> {
    return this.counting.submit(forgery);
  }

  private async keepAll(notices: readonly KeptNotice[]): Promise<readonly boolean[]> {
    const byName = Map.groupBy(notices, nameOf);
    // One row each, in one order for all instances, so that none waits for another that waits for it.
    const names = [...byName.keys()].toSorted();
    const rows = names.flatMap((name) => byName.get(name)?.slice(0, 1) ?? []);
    const kept = await this.database.query<{ channel: string; notice_id: string; is_new: boolean }>(
      `insert into channel_notices (channel, notice_id, about, number, raw, received_at, ask_at, times)
       select channel, notice_id, about, number, raw, at,
         case when about = 'nothing' then null else at end, times
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[], $7::int[])
         as sent(channel, notice_id, about, number, raw, at, times)
       on conflict (channel, notice_id) do update set times = channel_notices.times + excluded.times
       returning channel, notice_id, xmax = 0 as is_new`,
      [
        rows.map(({ channel }) => channel),
        rows.map(({ notice }) => notice.noticeId),
        rows.map(({ notice }) => notice.about),
        rows.map(({ notice }) => numberOf(notice)),
        rows.map(({ sealed }) => sealed),
        rows.map(({ at }) => at),
        names.map((name) => byName.get(name)?.length ?? 1),
      ],
    );
    const fresh = new Set(
      kept.filter((row) => row.is_new).map(({ channel, notice_id: id }) => `${channel} ${id}`),
    );
    // The same message twice in one batch: the first is the new one.
    return notices.map((notice) => fresh.delete(nameOf(notice)));
  }

  private async countAll(forgeries: readonly CountedForgery[]): Promise<readonly undefined[]> {
    const counts = Map.groupBy(forgeries, ({ channel, because, at }) =>
      [channel, because, dayOf(at)].join(' '),
    );
    const names = [...counts.keys()].toSorted();
    const columns = names.map((name) => name.split(' '));
    await this.database.query(
      `insert into forged_notices (channel, because, day, times)
       select * from unnest($1::text[], $2::text[], $3::date[], $4::int[])
       on conflict (channel, because, day) do update set times = forged_notices.times + excluded.times`,
      [
        ...[0, 1, 2].map((column) => columns.map((values) => values[column])),
        names.map((name) => counts.get(name)?.length ?? 0),
      ],
    );
    return forgeries.map(() => undefined);
  }
}

const nameOf = ({ channel, notice }: KeptNotice): string => `${channel} ${notice.noticeId}`;

const numberOf = (notice: Notice): string => {
  switch (notice.about) {
    case 'payment':
      return notice.orderNo;
    case 'refund':
      return notice.refundNo;
    case 'nothing':
      return notice.noticeId;
  }
};
