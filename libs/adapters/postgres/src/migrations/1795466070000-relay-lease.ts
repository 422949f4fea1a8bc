import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/** Who leads the relay, and when the lead was last renewed: a leader that hangs loses it (ADR 34). */
export class RelayLease1795466070000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { relay: 'select, insert, update (cursor, epoch, holder, leading_since, renewed_at)' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table relay
        add column holder text,
        add column leading_since timestamptz,
        -- Null while nobody leads.
        add column renewed_at timestamptz;`);
  }
}
