import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** A receipt number leads to its order's id; a unique key could only refuse money that has already moved. */
export class OrdersWithoutReceiptKey1795536044000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders drop constraint orders_receipt_no_key;`);
  }
}
