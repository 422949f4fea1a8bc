import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * A day that is closed stays as it was reported: what is told of it later is booked on the next open day, and
 * says so. And what the treasury has told, by its own days.
 */
export class ClosedDays1796201000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { treasury_movements: 'select, insert' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(laterFacts);
    await runner.query(movements);
  }
}

const laterFacts = `
  -- The closed day that the fact belongs to, where it is booked on a later one.
  alter table day_receipts add column of_day date;
  create index on day_receipts (channel, of_day) where of_day is not null;
  create function next_open_day(of_channel text, closed date) returns date language sql stable as $$
    select min(d)::date from generate_series(closed + 1, greatest(closed, (
        select max(day) from channel_days where channel = of_channel)) + 1, interval '1 day') as d
    where not exists (select from channel_days c
      where c.channel = of_channel and c.day = d::date and c.closed_at is not null)
  $$;`;

const movements = `
  -- 入库, 更正 and 退库, each on the treasury's day.
  create table treasury_movements (
    position bigint primary key,
    kind text not null check (kind in ('receipt', 'correction', 'return')),
    day date not null,
    channel text not null,
    insurance text not null,
    fen bigint not null,
    -- What a correction has replaced.
    before_fen bigint not null default 0
  );
  create index on treasury_movements (day);`;
