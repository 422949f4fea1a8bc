import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What tellers have noted before they take money: a note, no fact, gone once its end is known (ADR 90). */
export class CounterNotes1796340000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { counter_notes: 'select, insert, delete' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table counter_notes (
        officer text not null,
        channel_transaction_no text not null,
        -- Of the order that its report makes.
        order_id uuid not null,
        quote_token text not null,
        amount numeric(14,2) not null,
        paid_at timestamptz not null,
        method text not null,
        person_id uuid not null,
        insurance text not null,
        months text[] not null,
        noted_at timestamptz not null,
        primary key (officer, channel_transaction_no)
      );`);
  }
}
