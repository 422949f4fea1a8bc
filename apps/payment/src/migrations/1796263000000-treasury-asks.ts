import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What the treasury was asked and did not answer at once: asked again by a schedule, in time a case. */
export class TreasuryAsks1796263000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { treasury_asks: 'select, insert, update' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table treasury_asks (
        -- Number of the message, and what names its content for ever: pack, refund, or day.
        reference text primary key,
        fen bigint not null,
        said text not null,
        asked int not null default 1,
        asked_at timestamptz not null,
        ask_at timestamptz not null,
        answered_at timestamptz
      );
      create index on treasury_asks (ask_at) where answered_at is null;`);
  }
}
