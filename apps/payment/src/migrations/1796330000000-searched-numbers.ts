import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Receipts and refunds are looked up by the quote that was paid and the channel's refund number, too. */
export class SearchedNumbers1796330000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table day_receipts add column quote_id text, add column other_no text;
      update day_receipts d set quote_id = e.data ->> 'quoteId', other_no = e.data ->> 'channelRefundNo'
        from events e where e.position = d.position;
      create index on day_receipts (quote_id) where quote_id is not null;
      create index on day_receipts (other_no) where other_no is not null;`);
  }
}
