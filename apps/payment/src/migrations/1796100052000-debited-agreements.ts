import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Under which agreement an item was quoted: once that has changed, its former account is not debited. */
export class DebitedAgreements1796100052000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table debit_items add column protocol_no text;
      update debit_items set protocol_no = events.data->>'protocolNo'
      from events where events.type = 'DebitItemReady'
        and events.stream = 'debit-item-' || debit_items.item_id;`);
  }
}
