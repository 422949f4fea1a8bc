import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Orders and receipts as they stand. The id of a collected order follows from its channel, day and
 * transaction number, and a receipt number leads to the id: neither has a key, which could only refuse money
 * that has moved.
 */
export class Orders1795468496000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    orders: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (
        order_id uuid primary key,
        -- Null while the quote of the money is unknown.
        person_id uuid,
        payer_id text,
        channel text not null,
        insurance text,
        months text[] not null,
        total numeric(14,2) not null,
        status text not null,
        pay_by timestamptz,
        receipt_no text,
        channel_transaction_no text,
        paid_at timestamptz,
        because text,
        in_suspense numeric(14,2),
        opened_position bigint,
        waiting int not null default 0,
        suspended int not null default 0
      );
      create index on orders (pay_by) where status = 'open';
      create index on orders (payer_id, opened_position desc) where payer_id is not null;
      create index on orders (channel, channel_transaction_no)
        where because in ('paid-at-implausible', 'quote-unknown');`);
  }
}
