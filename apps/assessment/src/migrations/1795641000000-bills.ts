import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Whose bill a bill is. */
export class Bills1795641000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bills (
        bill_id uuid primary key,
        person_id uuid not null
      );`);
  }
}
