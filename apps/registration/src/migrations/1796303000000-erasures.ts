import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Rows of the vault are destroyed where a person is erased; whose data are kept, and no more than kept. */
export class Erasures1796303000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    identity: 'select, insert, update (name, source, id_number, key_id, data_key), delete',
    identity_other_name: 'select, insert, update (name), delete',
    identity_version: 'select, insert, update (until), delete',
    restricted_persons: 'select, insert, update, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table restricted_persons (
        person_id uuid primary key,
        kept_until date not null
      );`);
  }
}
