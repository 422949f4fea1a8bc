import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Whom a payer may pay for. */
export class Beneficiaries1795467559000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    beneficiaries: 'select, insert, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table beneficiaries (
        payer_id text not null,
        person_id uuid not null,
        primary key (payer_id, person_id)
      );`);
  }
}
