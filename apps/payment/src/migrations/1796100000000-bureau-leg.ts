import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * The day end's fourth leg: each settled month beside what its bureau has answered. Months that were gathered
 * before are not in it: nobody has kept the answers of then.
 */
export class BureauLeg1796100000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { bureau_items: 'select, insert, update' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(bureauItems);
    await runner.query('create index on cases (kind, reference)');
  }
}

const bureauItems = `
  create table bureau_items (
    -- Of the event that settled the month; of the answer, where nobody had paid it.
    position bigint not null,
    month text not null,
    person_id uuid not null,
    insurance text not null,
    fen bigint not null,
    settled_at timestamptz not null,
    -- Reversed, or decided to go back to the payer.
    gone_at timestamptz,
    gone_position bigint,
    gone_by text,
    answer text,
    answer_fen bigint,
    receipt_no text,
    reason text,
    answered_position bigint,
    agrees boolean not null generated always as (
      case
        when gone_at is not null then answer is distinct from 'posted'
        else coalesce(answer = 'posted' and coalesce(answer_fen, fen) = fen, false)
      end) stored,
    primary key (position, month)
  );
  create index on bureau_items (person_id, insurance, month);
  create index on bureau_items (position) where not agrees;`;
