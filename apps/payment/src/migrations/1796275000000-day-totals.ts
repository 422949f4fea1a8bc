import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * What the journal moved on each business day, for statistics (ADR 75): counted behind the payers' backs, as
 * the day end is, so that taking money writes no row more.
 */
export class DayTotals1796275000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    day_totals: 'select, insert, update, delete',
    day_postings: 'select, insert, update, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table day_totals (
        day date not null,
        channel text not null,
        -- Of accounts of funds alone: others are of no district.
        district text not null,
        insurance text not null,
        -- The type of the events that booked it.
        because text not null,
        account text not null,
        debit_fen bigint not null,
        credit_fen bigint not null,
        receipts bigint not null,
        primary key (day, channel, district, insurance, because, account)
      );
      create table day_postings (
        day date not null,
        channel text not null,
        district text not null,
        insurance text not null,
        fen bigint not null,
        primary key (day, channel, district, insurance)
      );
      alter table bureau_items
        add column posted_fen bigint not null generated always as (
          case when answer = 'posted' and gone_at is null then coalesce(answer_fen, fen) else 0 end) stored,
        -- What of it is in day_postings.
        add column counted_fen bigint not null default 0;
      create index on bureau_items (position) where posted_fen <> counted_fen;
      -- A number that somebody reads out leads to its order.
      create index on day_receipts (key);`);
  }
}
