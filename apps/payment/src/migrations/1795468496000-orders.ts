import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Orders and receipts as they stand. */
export class Orders1795468496000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (
        order_id uuid primary key,
        person_id uuid not null,
        payer_id text,
        channel text not null,
        insurance text not null,
        months text[] not null,
        total numeric(14,2) not null,
        status text not null,
        pay_by timestamptz,
        receipt_no text unique,
        channel_transaction_no text,
        paid_at timestamptz,
        because text,
        unique (channel, channel_transaction_no)
      );
      create index on orders (pay_by) where status = 'open';`);
  }
}
