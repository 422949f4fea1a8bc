import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * By which digests a person is found: of each version of the number, one under each key. A number that counts
 * belongs to one person, under whichever keys it was stored. Digests used to be columns of one key.
 */
export class IdentityIndex1795648000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    identity: 'select, insert, update (name, source, id_number, key_id, data_key)',
    identity_index: 'select, insert, update (is_current), delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table identity_index (
        person_id uuid not null references identity,
        version int not null,
        key_id text not null,
        digest bytea not null,
        is_current boolean not null,
        primary key (person_id, version, key_id)
      );
      insert into identity_index
        select person_id, version, i.key_id, v.blind_index, v.until is null
        from identity_version v join identity i using (person_id)
        where field = 'id-number' and v.blind_index is not null;
      create unique index on identity_index (digest) where is_current;
      create index on identity_index (digest) where not is_current;
      create index on identity_index (key_id);
      create index on identity (key_id);
      alter table identity drop column blind_index;
      alter table identity_version drop column blind_index;`);
  }
}
