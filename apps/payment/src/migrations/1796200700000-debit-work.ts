import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Which packs have an item without an end is asked every second: the index has those items alone, which are
 * few, where the former one had every item of every run.
 */
export class DebitWork1796200700000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index debit_items_pack_idx;
      create index on debit_items (pack) where status in ('packed', 'unknown');`);
  }
}
