import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** States of postings; replaced by the work table. */
export class Postings1795468634000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table postings (
        stream text primary key,
        person_id uuid not null,
        insurance text not null,
        month text not null,
        state json not null,
        paid_at text,
        status text not null,
        attempts int not null default 0,
        due_at timestamptz
      );
      create index on postings (person_id, month);
      create index on postings (due_at) where due_at is not null;`);
  }
}
