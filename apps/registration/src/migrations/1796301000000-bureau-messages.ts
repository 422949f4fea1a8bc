import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** What became of the messages of bureaus, and the open cases of facts that contradict each other. */
export class BureauMessages1796301000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    bureau_messages: 'select, insert',
    registration_cases: 'select, insert, update, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bureau_messages (
        position bigint primary key,
        bureau text not null,
        way text not null,
        outcome text not null,
        id uuid,
        message_no text,
        person_id uuid,
        at text not null,
        details text not null
      );
      create index bureau_messages_by_number on bureau_messages (message_no, bureau);
      create index bureau_messages_by_id on bureau_messages (id) where id is not null;
      create index bureau_messages_by_bureau on bureau_messages (bureau, position);
      create index bureau_messages_by_outcome on bureau_messages (outcome, position);
      create table registration_cases (
        person_id uuid not null,
        case_id text not null,
        owners text[] not null,
        opened_at text not null,
        position bigint not null,
        details text not null,
        primary key (person_id, case_id)
      );
      create index registration_cases_by_position on registration_cases (position);`);
  }
}
