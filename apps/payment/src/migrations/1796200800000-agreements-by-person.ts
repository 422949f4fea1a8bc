import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** A person's agreements are looked for by the person: what failed under one is tried under the next. */
export class AgreementsByPerson1796200800000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {};

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index on debit_agreements (person_id)');
  }
}
