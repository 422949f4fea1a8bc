import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Requests for erasure and how far each has got. */
export class Erasures1796302000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    erasures: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erasures (
        person_id uuid primary key,
        status text not null,
        requested_at timestamptz,
        kept_until date,
        position bigint not null
      );
      create index on erasures (position);
      create index on erasures (kept_until) where status in ('restricted', 'erasing');`);
  }
}
