import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** The id of a collected order follows from its channel and transaction number: nothing looks for them. */
export class OrdersFewerKeys1795523768000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders drop constraint orders_channel_channel_transaction_no_key;`);
  }
}
