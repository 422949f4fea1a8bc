import type { Client } from 'pg';
import { connectAsOwner, schemaOf } from '../database/connection';
import { sessionOptions, withoutLimits } from '../database/session';
import { grantTo, ungranted, type Grants } from '../logins/grants';
import { loginOf } from '../logins/login';
import { installDigests } from '../rebuild/install-digests';
import type { ProjectionTable } from '../store/inline-view';
import { assertCurrentFormat } from './current-format';
import { coreMigrations } from './core-migrations';
import type { GrantingMigration } from './granting-migration';

/** A migration: a class whose name ends in the millisecond at which it was written. */
export type Migration = new () => GrantingMigration;

/** What a service's schema consists of, beside what every service has. */
export interface Schema {
  readonly service: string;
  /** The service's own migrations; they run in the order of their timestamps, each once and for good. */
  readonly migrations: readonly Migration[];
  /** Views whose tables PostgreSQL keeps digests of, so that a rebuild can prove them. */
  readonly views?: readonly { readonly tables: readonly ProjectionTable[] }[];
}

/**
 * Brings a service's schema up to date, as its owner, and grants the service's login what it needs. Of
 * several that try, one migrates and the others wait.
 * @throws when the events are of a former format, a migration fails, or a table is granted to nobody.
 */
export const migrate = async ({ url, ...own }: Schema & { readonly url: string }): Promise<void> => {
  const schema = schemaOf(own.service);
  const owner = await connectAsOwner(url, `canbao-${own.service}-migrate`, schema);
  try {
    await owner.query('select pg_advisory_lock(hashtextextended($1, 0))', ['canbao-migrate']);
    const { database, role } = await becomeOwner(owner);
    await owner.query(`create schema if not exists ${schema}`);
    await assertCurrentFormat(owner, schema);
    await runMigrations(url, schema, role, migrationsOf(own));
    await installDigests(owner, tablesOf(own));
    const grants: Grants = Object.assign({}, ...migrationsOf(own).map((Each) => new Each().grants ?? {}));
    await assertGranted(owner, schema, own, grants);
    const logins = { login: loginOf(database, own.service), auditor: loginOf(database, 'auditor') };
    await grantTo(owner, schema, logins, grants);
  } finally {
    await owner.end();
  }
};

/** A later version may have run before; what it made is its own affair. */
const assertGranted = async (
  owner: Client,
  schema: string,
  own: Pick<Schema, 'migrations'>,
  grants: Grants,
): Promise<void> => {
  const { rows } = await owner.query<{ name: string }>('select name from migrations');
  const known = new Set(migrationsOf(own).map(({ name }) => name));
  if (rows.some(({ name }) => !known.has(name))) return;
  const [table] = await ungranted(owner, schema, grants);
  if (table !== undefined)
    throw new Error(
      `No migration grants what the service does with ${schema}.${table}: add it to its grants.`,
    );
};

/** What every service has, and what this one has. */
export const migrationsOf = ({ migrations }: Pick<Schema, 'migrations'>): readonly Migration[] => [
  ...coreMigrations,
  ...migrations,
];

/** The tables that have a digest. */
export const tablesOf = ({ views = [] }: Pick<Schema, 'views'>): readonly ProjectionTable[] =>
  views.flatMap(({ tables }) => tables);

/** Whoever connects, what is made belongs to the owner, if there is such a login. */
const becomeOwner = async (client: Client): Promise<{ database: string; role: string }> => {
  const { rows } = await client.query<{ database: string; user: string }>(
    'select current_database() as database, current_user as user',
  );
  const { database = '', user = '' } = rows[0] ?? {};
  const login = loginOf(database, 'owner');
  const { rows: owners } = await client.query(
    "select from pg_roles where rolname = $1 and pg_has_role(oid, 'set')",
    [login],
  );
  const role = owners.length === 0 ? user : login;
  await client.query("select set_config('role', $1, false)", [role]);
  return { database, role };
};

const runMigrations = async (
  url: string,
  schema: string,
  role: string,
  migrations: readonly Migration[],
): Promise<void> => {
  // Loaded only here: a service, which does not migrate, saves TypeORM's twenty megabytes.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    extra: { options: sessionOptions(schema, { ...withoutLimits, role }) },
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
