import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly, type Migration } from '@canbao/postgres';

/** A migration class of that name, which runs the SQL. */
export const migrationOf = (name: string, sql: string): Migration => {
  const named = {
    [name]: class implements MigrationInterface {
      readonly down = forwardOnly;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }
    },
  };
  return named[name] as Migration;
};
