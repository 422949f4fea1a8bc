import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** The open refund cases. */
export class RefundCases1795640000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    refund_cases: 'select, insert, update, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table refund_cases (
        person_id uuid not null,
        insurance text not null,
        month text not null,
        because text not null,
        position bigint not null,
        order_ids text[] not null default '{}',
        primary key (person_id, insurance, month)
      );
      create index on refund_cases (position);`);
  }
}
