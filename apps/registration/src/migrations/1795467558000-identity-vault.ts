import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Who a person is, encrypted: with the bureau that gave the name, the name that the other bureau knows them
 * by, and every name and number with its versions, who gave each, and from when until when it counted
 * (`until` is null while it counts).
 */
export class IdentityVault1795467558000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    identity: 'select, insert, update (name, source, id_number)',
    identity_other_name: 'select, insert, update (name)',
    identity_version: 'select, insert, update (until)',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table identity (
        person_id uuid primary key,
        blind_index bytea not null unique,
        key_id text not null,
        data_key bytea not null,
        id_number bytea not null,
        name bytea not null,
        source text
      );
      create table identity_other_name (
        person_id uuid not null references identity,
        source text not null,
        name bytea not null,
        primary key (person_id, source)
      );
      create table identity_version (
        person_id uuid not null references identity,
        field text not null check (field in ('name', 'id-number')),
        source text not null,
        version int not null,
        sealed bytea not null,
        blind_index bytea,
        given_by text,
        given_at timestamptz default now(),
        until timestamptz,
        primary key (person_id, field, source, version)
      );
      create index on identity_version (blind_index) where blind_index is not null;`);
  }
}
