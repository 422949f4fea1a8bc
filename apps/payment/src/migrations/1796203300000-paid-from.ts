import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What operators have transferred themselves, the treasury returns to the account that they paid from. */
export class PaidFrom1796203300000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null where the channel paid the refund.
      alter table treasury_returns add column account text;`);
  }
}
