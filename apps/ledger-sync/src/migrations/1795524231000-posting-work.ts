import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Postings that had no answer in time, and the position up to which they were looked for (ADR 29). Both
 * belong to the workers; set back to 0, the position makes them look at every posting again.
 */
export class PostingWork1795524231000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    posting_work: 'select, insert, update, delete',
    posting_watch: 'select, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table posting_work (
        stream text collate "C" primary key,
        attempts int not null default 1,
        due_at timestamptz not null default now()
      );
      create index on posting_work (due_at);
      create table posting_watch (
        position bigint not null
      ) with (fillfactor = 10);
      insert into posting_watch values (0);`);
  }
}
