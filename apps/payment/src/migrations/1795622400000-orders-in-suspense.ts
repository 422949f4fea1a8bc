import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Of several months collected at once, some may be paid: their money is in suspense, the rest settles. */
export class OrdersInSuspense1795622400000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column in_suspense numeric(14,2);
      create index on orders (channel, channel_transaction_no) where because = 'paid-at-implausible';`);
  }
}
