import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Lines of the double-entry journal in fen, debit above zero. */
export class Journal1795536045000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table journal (
        position bigint not null,
        line int not null,
        account text not null,
        fen bigint not null check (fen <> 0),
        recorded_at timestamptz not null,
        primary key (position, line)
      );
      create index on journal (account, position);`);
  }
}
