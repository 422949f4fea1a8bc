import type { MigrationInterface } from 'typeorm';
import type { Grants } from '../logins/grants';

/** A TypeORM migration that says what the service's login may do with the tables that it makes. */
export interface GrantingMigration extends MigrationInterface {
  readonly grants?: Grants;
}
