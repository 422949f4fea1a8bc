import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Orders that can be paid at a channel, messages of channels, and money in suspense. When a channel is asked
 * again is not derived from events: `asked`, `ask_at` and `answer` belong to the job that asks.
 */
export class ChannelOrders1795810000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    channel_orders: 'select, insert, update, delete',
    channel_notices: 'select, insert, update',
    forged_notices: 'select, insert, update',
    suspense_lines: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_orders (
        order_id uuid primary key,
        phase text not null,
        -- With these the payer's wallet opens.
        parameters jsonb,
        asked int not null default 0,
        ask_at timestamptz not null,
        -- The last answer, where it was none.
        answer text
      );
      create index on channel_orders (ask_at);
      create table channel_notices (
        channel text not null,
        notice_id text not null,
        about text not null,
        -- The number of the order or the refund.
        number text not null,
        -- As it came, sealed; null where the installation has no key for it.
        raw bytea,
        received_at timestamptz not null,
        times int not null default 1,
        asked int not null default 0,
        -- Null once it is worked through.
        ask_at timestamptz,
        primary key (channel, notice_id)
      );
      create index on channel_notices (ask_at) where ask_at is not null;
      create table forged_notices (
        channel text not null,
        because text not null,
        day date not null,
        times int not null,
        primary key (channel, because, day)
      );
      create table suspense_lines (
        line_id uuid primary key,
        order_id uuid not null,
        line text not null,
        person_id uuid,
        insurance text,
        months text[] not null,
        amount numeric(14,2) not null,
        because text not null,
        since timestamptz not null,
        -- From when on it leaves by itself.
        leaves_from timestamptz,
        -- Null while it is in suspense.
        way text,
        left_at timestamptz
      );
      create index on suspense_lines (order_id);
      create index on suspense_lines (leaves_from) where way is null;
      create index on suspense_lines (since, line_id) where way is null;`);
  }
}
