import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/**
 * What the instances of a service have counted together, for a few minutes each (ADR 31). Unlogged, so that
 * counting writes nothing to the WAL; room on each page, because a count changes every second.
 */
export class RateCount1795466071000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { rate_count: 'select, insert, update (count, ends_at), delete' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table rate_count (
        name text collate "C" primary key,
        count int not null,
        ends_at timestamptz not null
      ) with (fillfactor = 50);`);
  }
}
