import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from '@canbao/postgres';

/** Which bureau gave the name of a person, and the name that the other bureau knows them by. */
export class NamesByBureau1795642000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table identity add column source text;
      create table identity_other_name (
        person_id uuid not null references identity,
        source text not null,
        name bytea not null,
        primary key (person_id, source)
      );`);
  }
}
