import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Small tables instead of a row that changed with every event and cost as much as the events (ADR 12). */
export class PostingWork1795524231000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table posting_work (
        stream text primary key,
        attempts int not null default 1,
        due_at timestamptz not null default now() + interval '5 seconds'
      );
      create index on posting_work (due_at);
      insert into posting_work select stream, attempts, due_at from postings where due_at is not null;
      create table posting_months (
        person_id uuid,
        month text,
        insurance text,
        primary key (person_id, month, insurance)
      );
      insert into posting_months select person_id, month, insurance from postings;
      drop table postings;
      drop function if exists digest_postings();
      delete from projection_digest where name = 'postings';`);
  }
}
