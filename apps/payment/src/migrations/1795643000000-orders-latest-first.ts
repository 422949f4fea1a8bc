import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** A payer's orders are listed by when they were opened, which is the position of their first event. */
export class OrdersLatestFirst1795643000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index orders_payer_id_pay_by_order_id_idx;
      alter table orders add column opened_position bigint;
      update orders set opened_position = position from events
        where payer_id is not null and stream = 'order-' || order_id and version = 1;
      create index on orders (payer_id, opened_position desc) where payer_id is not null;
      drop index orders_channel_channel_transaction_no_idx;
      create index on orders (channel, channel_transaction_no)
        where because in ('paid-at-implausible', 'quote-unknown');`);
  }
}
