import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** A bureau may refuse to reverse: the month stays in its books, and does not agree once it is to go. */
export class BureauLegOfReversals1796312000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bureau_items drop column agrees;
      alter table bureau_items add column agrees boolean not null generated always as (
        case
          when gone_at is not null then answer is null or answer not in ('posted', 'kept')
          else coalesce(answer in ('posted', 'kept') and coalesce(answer_fen, fen) = fen, false)
        end) stored;
      create index on bureau_items (position) where not agrees;`);
  }
}
