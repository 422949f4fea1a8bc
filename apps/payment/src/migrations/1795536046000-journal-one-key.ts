import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Lines are looked up by account only, so one index serves as key and for look-ups. */
export class JournalOneKey1795536046000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table journal drop constraint journal_pkey, add primary key (account, position, line);
      drop index journal_account_position_idx;`);
  }
}
