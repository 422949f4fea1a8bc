import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Who a person is, encrypted. */
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
      );`);
  }
}
