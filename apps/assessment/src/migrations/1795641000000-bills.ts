import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Whose bill a bill is. */
export class Bills1795641000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    bills: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bills (
        bill_id uuid primary key,
        person_id uuid not null
      );`);
  }
}
