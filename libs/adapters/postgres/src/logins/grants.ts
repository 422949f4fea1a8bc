import pg, { type Client } from 'pg';

/**
 * What a service's login may do with a table, as `grant` has it, by table; for example
 * `{ journal: 'select, insert' }`. What nobody grants, it may not do.
 */
export type Grants = Readonly<Record<string, string>>;

const { escapeIdentifier: name } = pg;

/**
 * Gives the service's login exactly these privileges, and the auditor's the events to read, in one
 * transaction. A login that does not exist is left out: whoever owns the schema then is the only user of it.
 */
export const grantTo = async (
  owner: Client,
  schema: string,
  { login, auditor }: { readonly login: string; readonly auditor: string },
  grants: Grants,
): Promise<void> => {
  const { rows } = await owner.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1)',
    [[login, auditor]],
  );
  const exists = (role: string): boolean => rows.some(({ rolname }) => rolname === role);
  await owner.query(
    [
      'begin',
      ...(exists(login) ? serviceGrants(schema, login, grants) : []),
      ...(exists(auditor) ? auditorGrants(schema, auditor) : []),
      'commit',
    ].join('; '),
  );
};

/**
 * Tables of the schema that nobody grants: the service could not use them.
 */
export const ungranted = async (owner: Client, schema: string, grants: Grants): Promise<string[]> => {
  const { rows } = await owner.query<{ table: string }>(
    `select relname as table from pg_class
      where relnamespace = to_regnamespace($1) and relkind in ('r', 'p', 'v') and relname <> all($2)`,
    [schema, Object.keys(grants)],
  );
  return rows.map(({ table }) => table);
};

const serviceGrants = (schema: string, login: string, grants: Grants): string[] => [
  `grant usage on schema ${schema} to ${name(login)}`,
  `grant usage on all sequences in schema ${schema} to ${name(login)}`,
  ...Object.entries(grants).flatMap(([table, privileges]) => [
    `revoke all on ${schema}.${name(table)} from ${name(login)}`,
    `grant ${privileges} on ${schema}.${name(table)} to ${name(login)}`,
  ]),
];

const auditorGrants = (schema: string, auditor: string): string[] => [
  `grant usage on schema ${schema} to ${name(auditor)}`,
  ...['events', 'relay', 'migrations', 'projection_digest'].map(
    (table) => `grant select on ${schema}.${table} to ${name(auditor)}`,
  ),
];
