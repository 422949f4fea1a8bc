import type { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { connectAsOwner, schemaOf } from '../database/connection';
import { sessionOptions, withoutLimits } from '../database/session';
import { installDigests } from '../rebuild/install-digests';
import type { ProjectionTable } from '../store/inline-view';
import { assertCurrentFormat } from './current-format';
import { coreMigrations } from './core-migrations';

/** A TypeORM migration: a class whose name ends in the millisecond at which it was written. */
export type Migration = new () => MigrationInterface;

/** What a service's schema consists of, beside what every service has. */
export interface MigrateOptions {
  /** A URL whose user may create the service's schema and role. */
  readonly url: string;
  readonly service: string;
  /** The service's own migrations; they run in the order of their timestamps, each once and for good. */
  readonly migrations: readonly Migration[];
  /** Views whose tables PostgreSQL keeps digests of, so that a rebuild can prove them. */
  readonly views?: readonly { readonly tables: readonly ProjectionTable[] }[];
}

/**
 * Brings a service's schema up to date. Returns the role that the service works under; undefined where the
 * owner may not create roles.
 * @throws when the server could lose acknowledged commits, the events are of a former format, or a migration
 * fails.
 */
export const migrate = async (options: MigrateOptions): Promise<string | undefined> => {
  const { url, service, views = [] } = options;
  const schema = schemaOf(service);
  const migrations = [...coreMigrations, ...options.migrations];
  const owner = await connectAsOwner(url, `canbao-${service}-migrate`, schema);
  try {
    // One migrator at a time in the whole cluster: roles are shared by all its databases.
    await owner.query('select pg_advisory_lock(hashtextextended($1, 0))', ['canbao-migrate']);
    await assertDurable(owner);
    await owner.query(`create schema if not exists ${schema}`);
    await assertCurrentFormat(owner, schema);
    await runMigrations(url, schema, migrations);
    await installDigests(
      owner,
      views.flatMap(({ tables }) => tables),
    );
    return await restrictedRole(owner, schema);
  } finally {
    await owner.end();
  }
};

const assertDurable = async (owner: Client): Promise<void> => {
  for (const setting of ['fsync', 'full_page_writes']) {
    const { rows } = await owner.query<{ value: string }>('select current_setting($1) as value', [setting]);
    if (rows[0]?.value === 'off')
      throw new Error(
        `PostgreSQL runs with ${setting}=off: acknowledged payments could be lost. Set ${setting}=on.`,
      );
  }
};

const runMigrations = async (
  url: string,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> => {
  // Loaded only here: a thread that does not migrate saves TypeORM's twenty megabytes.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    extra: { options: sessionOptions(schema, withoutLimits) },
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    migrations: [...migrations],
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
};

/** Creates the role that may do everything but change events, migrations or the tables themselves. */
const restrictedRole = async (owner: Client, schema: string): Promise<string | undefined> => {
  const role = `canbao_${schema}`;
  const { rows } = await owner.query<{ mayCreateRoles: boolean }>(
    'select rolsuper or rolcreaterole as "mayCreateRoles" from pg_roles where rolname = current_user',
  );
  if (rows[0]?.mayCreateRoles !== true) return undefined;
  await owner.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
  end $$`);
  await owner.query(`
    grant ${role} to current_user;
    grant usage on schema ${schema} to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage on all sequences in schema ${schema} to ${role};
    revoke update, delete, truncate on ${schema}.events from ${role};
    revoke insert, update, delete on ${schema}.migrations from ${role};`);
  return role;
};
