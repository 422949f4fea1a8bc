import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration, type Migration } from '@canbao/postgres';

/** A migration class of that name, which runs the SQL and grants all on the tables that it creates. */
export const migrationOf = (name: string, sql: string): Migration => {
  const named = {
    [name]: class implements GrantingMigration {
      readonly down = forwardOnly;
      readonly grants = Object.fromEntries(
        [...sql.matchAll(/create table (\w+)/g)].map(([, table]) => [
          table,
          'select, insert, update, delete',
        ]),
      );

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }
    },
  };
  return named[name] as Migration;
};
