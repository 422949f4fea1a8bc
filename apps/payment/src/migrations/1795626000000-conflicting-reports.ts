import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Reports under a number that was used for other content. */
export class ConflictingReports1795626000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    conflicting_reports: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table conflicting_reports (
        position bigint primary key,
        order_id uuid not null,
        channel text not null,
        channel_transaction_no text not null,
        amount numeric(14,2) not null,
        paid_at timestamptz not null,
        received_at timestamptz not null
      );`);
  }
}
