import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * The treasury gives back (退库) what one item of its flow has brought: each item of a refund is asked for by
 * itself. Rows from before name none; they are asked for as they were, by the order's first item.
 */
export class ReturnsByItem1796203200000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table treasury_returns
        add column entrust_date date, add column tax_org_code text, add column tra_no text;`);
  }
}
