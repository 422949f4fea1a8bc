import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Every contribution base that was declared. */
export class PensionBases1795467985000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    pension_bases: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table pension_bases (
        position bigint primary key,
        person_id uuid not null,
        declared_at timestamptz not null,
        base numeric(14,2) not null,
        channel text not null
      );
      create index on pension_bases (person_id, declared_at);`);
  }
}
