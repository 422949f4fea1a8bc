// What no login of ours may do with the database, as an attacker who has taken it over would try it.

/** What gives power over the server, whoever connects with a login of ours. */
export const powers = (): readonly string[] => [
  'set session authorization canbao',
  'set role canbao',
  'set session_replication_role = replica',
  'alter role current_user superuser',
  'alter role current_user createrole bypassrls',
  'create role another login superuser',
  'grant pg_read_all_data to current_user',
  'select rolpassword from pg_authid',
  "copy (select 1) to program 'true'",
  "copy (select 1) to '/tmp/out'",
  "select pg_read_file('/etc/passwd')",
  "select pg_ls_dir('/')",
  "select lo_import('/etc/passwd')",
  "select lo_export(1, '/tmp/out')",
  "select pg_create_physical_replication_slot('slot')",
  'select pg_switch_wal()',
  'select pg_reload_conf()',
  'select pg_stat_reset()',
  'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()',
  "load '/tmp/evil.so'",
  'create function evil() returns int language c as $$/tmp/evil.so$$',
  'create language evil handler plpgsql_call_handler',
  'drop owned by canbao',
];

/** What changes history, or what history is kept in. */
export const history = (events: string): readonly string[] => [
  `update ${events} set actor = 'nobody'`,
  `update ${events} set version = version`,
  `delete from ${events}`,
  `truncate ${events}`,
  `truncate ${events} cascade`,
  `drop table ${events}`,
  `alter table ${events} disable trigger all`,
  `alter table ${events} disable trigger events_append_only`,
  `alter table ${events} add column more int`,
  `alter table ${events} rename to former`,
  `alter table ${events} owner to current_user`,
  `alter table ${events} enable row level security`,
  `drop trigger events_append_only on ${events}`,
  `create trigger mine before update on ${events} execute function suppress_redundant_updates_trigger()`,
  `create rule mine as on insert to ${events} do instead nothing`,
  `create index on ${events} (actor)`,
  `comment on table ${events} is 'mine'`,
  `lock table ${events} in access exclusive mode`,
  `lock table ${events} in share mode`,
  `select from ${events} for update`,
  `select from ${events} for key share`,
  `with changed as (delete from ${events} returning 1) select from changed`,
  `do $$ begin execute 'alter table ${events} disable trigger all'; end $$`,
];

/** What makes a place of one's own, from which others could be led astray. */
export const places = (schema: string): readonly string[] => [
  'create temporary table events (position bigint)',
  'create table public.events (position bigint)',
  `create table ${schema}.mine (id int)`,
  `create view ${schema}.mine as select 1`,
  `create sequence ${schema}.mine`,
  `create schema mine`,
  `create function ${schema}.mine() returns int language sql return 1`,
  'create function public.mine() returns int language sql return 1',
  `create or replace function ${schema}.refuse_change() returns trigger language plpgsql as $$
    begin return new; end $$`,
  `alter function ${schema}.refuse_change() owner to current_user`,
  `drop function ${schema}.refuse_change() cascade`,
  `alter schema ${schema} rename to former`,
  `drop schema ${schema} cascade`,
  'create extension citext',
  'create publication mine for all tables',
];

const ownTablesOf: Readonly<Record<string, readonly string[]>> = {
  registration: [
    'truncate identity',
    'update identity set person_id = gen_random_uuid()',
    'truncate identity_version',
    'update identity_version set sealed = null',
    'update identity_index set digest = null',
    'update beneficiaries set payer_id = null',
  ],
  assessment: ['update bills set person_id = null', 'delete from bills', 'delete from pension_bases'],
  payment: [
    'update journal set fen = null',
    'delete from journal',
    'truncate journal',
    'delete from orders',
    'update conflicting_reports set order_id = null',
    'update delegations set payer_id = null',
  ],
  'ledger-sync': ['truncate posting_work', 'delete from posting_watch', 'alter table posting_work add x int'],
};

/** What a service may use, but not in this way. */
export const ownTables = (service: string): readonly string[] => [
  "select setval('event_position', 1)",
  'alter sequence event_position restart',
  'update projection_digest set digest = 0',
  'insert into projection_digest (name, rows, digest) values (1, 1, 1)',
  'delete from projection_digest',
  'update idempotency set status = 200',
  'delete from idempotency',
  'truncate idempotency',
  'delete from inbox_cursor',
  "update inbox_cursor set stream = ''",
  'delete from relay',
  "update relay set name = ''",
  'update parked set envelope = null',
  'update set_aside set envelope = null',
  'delete from set_aside',
  "insert into migrations (timestamp, name) values (1, 'Mine')",
  'delete from migrations',
  ...(ownTablesOf[service] ?? []),
];
