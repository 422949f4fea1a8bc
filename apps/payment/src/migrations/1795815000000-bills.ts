import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** WeChat 生活缴费: numbers that were given out, and charges by WeChat's own number. */
export class Bills1795815000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    payment_numbers: 'select, insert',
    bill_charges: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment_numbers (
        payment_number text primary key,
        order_id uuid not null
      );
      create table bill_charges (
        bill_no text primary key,
        order_id uuid not null,
        receipt_no text,
        amount numeric(14,2),
        paid_at timestamptz not null,
        status text not null
      );`);
  }
}
