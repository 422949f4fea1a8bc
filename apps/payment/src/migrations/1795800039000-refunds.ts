import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Refunds as they stand, and by order the money on its way back. `attempts` and `due_at` belong to the job
 * that asks the channels.
 */
export class Refunds1795800039000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    refunds: 'select, insert, update',
    refund_legs: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table refunds (
        refund_id uuid primary key,
        -- Null while nobody knows whose money it is.
        person_id uuid,
        insurance text,
        stage text not null,
        -- Months that the bureau may still hold.
        months_left int not null,
        applied_by text not null,
        opened_position bigint not null
      );
      create index on refunds (opened_position desc);
      create index on refunds (person_id);
      create table refund_legs (
        refund_id uuid not null,
        order_id uuid not null,
        channel text not null,
        status text not null,
        attempts int not null default 0,
        due_at timestamptz not null default now(),
        primary key (refund_id, order_id)
      );
      create index on refund_legs (order_id);
      create index on refund_legs (due_at) where status not in ('refunded', 'to-pay-out');`);
  }
}
