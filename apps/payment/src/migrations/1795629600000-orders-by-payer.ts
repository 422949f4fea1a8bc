import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** A payer lists their own orders, the latest first. Orders of counters have no payer and no entry. */
export class OrdersByPayer1795629600000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index on orders (payer_id, pay_by desc, order_id desc) where payer_id is not null;`);
  }
}
