import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Where a quote's event is, and the hash of its certificate. */
export class Quotes1795467984000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table quotes (
        quote_id uuid primary key,
        position bigint not null,
        certificate_hash bytea not null
      );`);
  }
}
