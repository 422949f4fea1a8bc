import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/** Who may act for whom (代缴), as registration has published it: the table of `delegationsView`. */
export class Delegations1795467986000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    delegations: 'select, insert, delete',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table delegations (
        payer_id text not null,
        person_id uuid not null,
        primary key (payer_id, person_id)
      );`);
  }
}
