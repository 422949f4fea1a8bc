import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Raw messages of channels are kept for a time; rows come in the order of their time, so a BRIN will do. */
export class NoticesByAge1796304000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index on channel_notices using brin (received_at)');
  }
}
