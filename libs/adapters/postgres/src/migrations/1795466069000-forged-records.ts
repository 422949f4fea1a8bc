import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/** Records that the owner of their topic did not write: evidence, in nobody's queue (ADR 34). */
export class ForgedRecords1795466069000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = { set_aside: 'select, insert' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table set_aside (
        topic text not null,
        partition int not null,
        record_offset bigint not null,
        key text not null,
        envelope text not null,
        error text not null,
        found_at timestamptz not null default now(),
        primary key (topic, partition, record_offset)
      );`);
  }
}
