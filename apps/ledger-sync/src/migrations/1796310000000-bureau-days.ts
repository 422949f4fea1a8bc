import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * What the bureaus have booked and reversed, by the days of their books, and what they have answered when
 * they were told the totals of a day (ADR 77).
 */
export class BureauDays1796310000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    bureau_entries: 'select, insert',
    bureau_days_cursor: 'select, update',
    bureau_days: 'select, insert, update',
    bureau_totals: 'select, insert, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bureau_entries (
        request_id text not null,
        kind text not null,
        insurance text not null,
        day date not null,
        person_id uuid not null,
        month text not null,
        added boolean not null,
        fen bigint not null,
        items json not null,
        primary key (request_id, kind)
      );
      create index on bureau_entries (insurance, day);
      -- Days before since are not told: nobody has counted them while they went by.
      create table bureau_days_cursor (position bigint not null, since date) with (fillfactor = 10);
      insert into bureau_days_cursor values (0, (
        select (recorded_at at time zone 'Asia/Shanghai')::date + 1 from events
        order by position desc limit 1));
      create table bureau_days (
        insurance text not null,
        day date not null,
        -- Null: agreed, and nothing to ask.
        ask_at timestamptz,
        asked int not null default 0,
        primary key (insurance, day)
      );
      create index on bureau_days (ask_at);
      create table bureau_totals (
        totals_id uuid not null,
        part int not null,
        parts int not null,
        totals json not null,
        lines json not null,
        primary key (totals_id, part)
      );`);
  }
}
