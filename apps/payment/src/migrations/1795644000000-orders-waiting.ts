import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** An order may have parts of several bundles, each of which waits for the rest by itself. */
export class OrdersWaiting1795644000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        add column waiting int not null default 0,
        add column suspended int not null default 0;
      update orders set waiting = cardinality(months) where status = 'incomplete';
      update orders set suspended = cardinality(months)
        where status = 'in-suspense' and because = 'scheme-changed';`);
  }
}
