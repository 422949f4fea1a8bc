import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * What bureaus have booked is counted as their answers are gathered (ADR 82), no longer marked item by item:
 * the mark was an update and five index entries for each payment.
 */
export class PostingsCountedOnce1796305000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The answers that the job had gathered, and not yet counted.
      insert into day_postings as p (day, channel, district, insurance, fen)
      select coalesce(r.day, (e.recorded_at at time zone 'Asia/Shanghai')::date), coalesce(r.channel, '-'),
        coalesce(e.data ->> 'district', '-'), b.insurance, sum(b.posted_fen - b.counted_fen)
      from bureau_items b join events e using (position)
      left join lateral (
        select day, channel from day_receipts d
        where d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0 and d.position <= e.position
        order by d.position limit 1
      ) as r on true
      where b.posted_fen <> b.counted_fen
      group by 1, 2, 3, 4
      on conflict (day, channel, district, insurance) do update set fen = p.fen + excluded.fen;
      -- With it goes the index on what is not counted.
      alter table bureau_items drop column counted_fen;`);
  }
}
