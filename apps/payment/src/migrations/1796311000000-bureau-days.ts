import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** How the bureaus' totals of their business days compare with ours, as they were told last (ADR 77). */
export class BureauDays1796311000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { bureau_days: 'select, insert, update' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bureau_days (
        insurance text not null,
        day date not null,
        outcome text not null,
        totals_id uuid not null,
        ours json not null,
        theirs json,
        cause text not null,
        -- Of the event that told it.
        position bigint not null,
        primary key (insurance, day)
      );
      create index on bureau_days (position) where outcome <> 'agreed';`);
  }
}
