import type { ClientBase } from 'pg';
import { schemaOf } from '../database/connection';

/**
 * Refuses a login that could do more than serve: whoever takes over a service must not gain the power to
 * change history, or to read what another service knows.
 * @throws Error with the first thing that it may do and must not.
 */
export const assertLeastPrivilege = async (
  client: Pick<ClientBase, 'query'>,
  service: string,
): Promise<void> => {
  const { rows } = await client.query<{ login: string; because: string | null }>(leastPrivilegeSql, [
    schemaOf(service),
  ]);
  const [{ login, because } = { login: '', because: null }] = rows;
  if (because === null) return;
  throw new Error(
    `The database login ${login} ${because}, which ${service} must not. Give it the login that was made ` +
      'for it (docs/runbooks/database-logins.md).',
  );
};

// What a role may do that the login is a member of counts too: `set role` is enough to use it. The table is
// looked up in the catalogue, because `to_regclass` fails where the login may not use the schema.
const leastPrivilegeSql = `
  with roles as (select * from pg_roles where pg_has_role(session_user, oid, 'member')),
  own as (
    select to_regnamespace($1) as schema, (
      select oid from pg_class where relnamespace = to_regnamespace($1) and relname = 'events'
    ) as events
  )
  select session_user as login, case
    when exists (select from roles where rolsuper) then 'is a superuser'
    when exists (select from roles where rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
      then 'may create roles or databases, replicate, or pass over row security'
    when exists (
      select from roles where rolname ~ '^pg_(read|write)_(all_data|server_files)$'
        or rolname in ('pg_execute_server_program', 'pg_signal_backend', 'pg_maintain')
    ) then 'may read or write everything'
    when exists (
      select from roles join pg_database on datdba = roles.oid where datname = current_database()
    ) then 'owns the database'
    when exists (select from roles join pg_namespace n on nspowner = roles.oid, own where n.oid = own.schema)
      or exists (select from roles join pg_class on relowner = roles.oid, own where relnamespace = own.schema)
      or exists (select from roles join pg_proc on proowner = roles.oid, own where pronamespace = own.schema)
      then 'owns tables'
    when has_schema_privilege(schema, 'create') or has_database_privilege(current_database(), 'create')
      then 'may create tables'
    when has_any_column_privilege(events, 'update')
      or has_table_privilege(events, 'delete, truncate, trigger')
      then 'may change events'
    when exists (
      select from pg_class where relname = 'events' and relkind = 'r' and relnamespace <> schema
        and has_schema_privilege(relnamespace, 'usage') and has_table_privilege(oid, 'select')
    ) then 'reads the events of another service'
    when current_setting('session_replication_role') <> 'origin' then 'works without triggers'
  end as because
  from own`;
