import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Who a person is, encrypted; and who has read it, for what purpose. */
export class IdentityVault1795467558000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table identity (
        person_id uuid primary key,
        blind_index bytea not null unique,
        key_id text not null,
        data_key bytea not null,
        id_number bytea not null,
        name bytea not null
      );
      create table identity_read (
        id bigint generated always as identity primary key,
        person_id uuid not null,
        field text not null,
        purpose text not null,
        actor text not null,
        read_at timestamptz not null default now()
      );`);
  }
}
