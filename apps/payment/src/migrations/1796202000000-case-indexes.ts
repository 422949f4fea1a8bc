import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What may need a case is looked for every few seconds: the indexes have those rows alone, which are few. */
export class CaseIndexes1796202000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index on debit_items (person_id, month) where status = 'left-out' and because in
        ('base-below-lower-limit', 'base-above-upper-limit');
      create index on debit_items (person_id, insurance);
      create index on channel_days (day) where statement_id is null;
      create index on treasury_returns (told_at) where returned_on is null;`);
  }
}
