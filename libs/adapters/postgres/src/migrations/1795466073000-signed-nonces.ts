import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/**
 * Nonces of signed requests, for a day each (ADR 42). Rows are deleted by the time they came in, and
 * come in by that time: an index of ranges suffices.
 */
export class SignedNonces1795466073000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { signed_nonces: 'select, insert, delete' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table signed_nonces (
        channel text collate "C" not null,
        nonce text collate "C" not null,
        seen_at timestamptz not null default now(),
        primary key (channel, nonce)
      );
      create index signed_nonces_seen_at on signed_nonces using brin (seen_at);`);
  }
}
