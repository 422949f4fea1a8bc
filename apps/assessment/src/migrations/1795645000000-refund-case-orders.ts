import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Several orders may have paid for the items of one month. */
export class RefundCaseOrders1795645000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table refund_cases add column order_ids text[] not null default '{}';
      update refund_cases set order_ids = array[order_id] where order_id is not null;
      alter table refund_cases drop column order_id;`);
  }
}
