import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What final limits have changed about a month is booked beside it (ADR 69), and has a leg of its own. */
export class BureauLegOfAdditions1796276000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of an addition, or of what was too much, with a negative amount; of its month otherwise.
      alter table bureau_items add column added boolean not null default false;`);
  }
}
