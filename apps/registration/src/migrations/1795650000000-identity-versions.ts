import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/**
 * Every name and number with its versions: who gave it, and from when until when it counted. `until` is null
 * while it counts; `given_by` is null for values stored before versions were kept.
 */
export class IdentityVersions1795650000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
      create index on identity_version (blind_index) where blind_index is not null;
      insert into identity_version (person_id, field, source, version, sealed, blind_index, given_at)
      select person_id, 'name', coalesce(source, 'unknown'), 1, name, null::bytea, null::timestamptz
      from identity
      union all
      select person_id, 'id-number', coalesce(source, 'unknown'), 1, id_number, blind_index, null::timestamptz
      from identity
      union all
      select person_id, 'name', source, 1, name, null::bytea, null::timestamptz from identity_other_name;`);
  }
}
