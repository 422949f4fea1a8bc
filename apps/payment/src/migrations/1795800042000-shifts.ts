import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Shifts of tax desks, and what desks took and gave back. Banks' collections leave no row here. */
export class Shifts1795800042000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    shifts: 'select, insert, update',
    desk_movements: 'select, insert',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shifts (
        shift_id uuid primary key,
        officer text not null,
        opened_position bigint not null,
        opened_at timestamptz not null,
        opening_cash numeric(14,2) not null,
        closed_at timestamptz,
        -- The last movement in its totals.
        up_to bigint,
        counted_cash numeric(14,2)
      );
      create index on shifts (officer, opened_position);
      create index on shifts (opened_at);
      create table desk_movements (
        position bigint primary key,
        kind text not null,
        order_id uuid not null,
        officer text not null,
        method text not null,
        amount numeric(14,2) not null,
        at timestamptz not null
      );
      create index on desk_movements (officer, position);
      create index on desk_movements (order_id);
      create index on desk_movements (at);`);
  }
}
