import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * The double-entry journal: for each event that books, its lines in fen, debit above zero. One row an event,
 * because rows and index entries cost more than what is in them. Money in suspense is looked up often and
 * booked rarely, so it has an index of its own.
 */
export class Journal1795536045000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    journal: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function sum_of(fen bigint[]) returns numeric language sql immutable
        return (select sum(f) from unnest(fen) as f);
      create function in_suspense(accounts text[]) returns boolean language sql immutable
        return exists (select from unnest(accounts) as account where account like '2901.%');
      create table journal (
        position bigint primary key,
        accounts text[] not null,
        fen bigint[] not null check (cardinality(fen) = cardinality(accounts) and sum_of(fen) = 0)
      );
      create index on journal (position) where in_suspense(accounts);`);
  }
}
