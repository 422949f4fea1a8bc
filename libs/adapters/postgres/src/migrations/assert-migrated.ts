import type { ClientBase } from 'pg';
import { schemaOf } from '../database/connection';
import { definitionOf } from '../rebuild/digest';
import { migrationsOf, tablesOf, type Schema } from './migrate';

/**
 * Refuses a server that could lose acknowledged commits, and a schema that lacks what this version needs.
 * @throws Error that says what to do.
 */
export const assertMigrated = async (client: Pick<ClientBase, 'query'>, own: Schema): Promise<void> => {
  const [fsync, fullPageWrites, hasTables] = await lookAt(client);
  for (const [setting, value] of Object.entries({ fsync, full_page_writes: fullPageWrites }))
    if (value === 'off')
      throw new Error(
        `PostgreSQL runs with ${setting}=off: acknowledged payments could be lost. Set ${setting}=on.`,
      );
  const missing = hasTables ? await missingIn(client, own) : 'all of its tables';
  if (missing === undefined) return;
  throw new Error(
    `The schema ${schemaOf(own.service)} lacks ${missing}. Migrate it first: ` +
      `MIGRATION_DATABASE_URL=… node apps/${own.service}/dist/main.js migrate ` +
      '(docs/runbooks/database-logins.md).',
  );
};

const lookAt = async (client: Pick<ClientBase, 'query'>): Promise<[string, string, boolean]> => {
  const { rows } = await client.query<{ fsync: string; fullPageWrites: string; hasTables: boolean }>(
    `select current_setting('fsync') as fsync, current_setting('full_page_writes') as "fullPageWrites",
      to_regclass('migrations') is not null and to_regclass('projection_digest') is not null as "hasTables"`,
  );
  const { fsync = '', fullPageWrites = '', hasTables = false } = rows[0] ?? {};
  return [fsync, fullPageWrites, hasTables];
};

const missingIn = async (client: Pick<ClientBase, 'query'>, own: Schema): Promise<string | undefined> => {
  const { rows: ran } = await client.query<{ name: string }>('select name from migrations');
  const migration = migrationsOf(own).find(({ name }) => !ran.some((row) => row.name === name));
  if (migration !== undefined) return `the migration ${migration.name}`;
  const { rows: digests } = await client.query<{ name: string; definition: string | null }>(
    'select name, definition from projection_digest',
  );
  const table = tablesOf(own).find(
    (each) => digests.find(({ name }) => name === each.name)?.definition !== definitionOf(each),
  );
  return table === undefined ? undefined : `the digest of ${table.name}`;
};
