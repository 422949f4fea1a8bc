import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Bills with a last day, and what became of what agencies sent. */
export class BillIntake1796203000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    bill_expiries: 'select, insert, update, delete',
    bill_intake: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bill_expiries (
        bill_id uuid primary key,
        person_id uuid not null,
        payable_until date not null
      );
      create index bill_expiries_by_day on bill_expiries (payable_until);
      create table bill_intake (
        position bigint primary key,
        id uuid not null,
        way text not null,
        outcome text not null,
        at text not null,
        details text not null
      );
      create index bill_intake_by_id on bill_intake (id);
      create index bill_intake_by_outcome on bill_intake (outcome, position);`);
  }
}
