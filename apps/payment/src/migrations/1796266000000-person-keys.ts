import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * A key for each person of whom something is sealed; it is destroyed where they are erased. Accounts know
 * whose they are: those that a common key has sealed are sealed anew, a batch after the other.
 */
export class PersonKeys1796266000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    person_keys: 'select, insert, update (key_id, data_key, destroyed_at)',
    debit_accounts: 'select, insert, delete, update (key_id, sealed)',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table person_keys (
        person_id uuid primary key,
        key_id text not null,
        data_key bytea,
        destroyed_at timestamptz,
        check ((data_key is null) = (destroyed_at is not null))
      );
      alter table debit_accounts add column person_id uuid;
      update debit_accounts set person_id = (data->>'personId')::uuid
        from events
        where stream >= 'debit-agreement-' and stream < 'debit-agreement.'
          and type in ('DebitAgreementSigned', 'DebitAgreementChanged')
          and data->>'protocolNo' = protocol_no;
      create index on debit_accounts (protocol_no) where key_id <> 'person';`);
  }
}
