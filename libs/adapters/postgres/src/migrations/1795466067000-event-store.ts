import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/**
 * The tables of every event-sourced service (ADR 25). `position` is drawn under the append lock, so position
 * order is commit order and a plain cursor reads without gaps. Events are append-only by privilege and by
 * trigger.
 */
export class EventStore1795466067000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    events: 'select, insert',
    idempotency: 'select, insert',
    inbox_cursor: 'select, insert, update (version)',
    // PostgreSQL locks rows only for those who may update a column.
    blocked_key: 'select, insert, delete, update (error)',
    parked: 'select, insert, delete',
    relay: 'select, insert, update (cursor, epoch)',
    projection_digest: 'select',
    migrations: 'select',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(events);
    await runner.query(commit);
    await runner.query(idempotency);
    await runner.query(inbox);
    await runner.query(parked);
    await runner.query(relay);
    await runner.query(projectionDigest);
  }
}

/**
 * Wide columns last: the fixed ones then need no padding. Names of streams are compared byte by byte: it is
 * faster, and those with one beginning lie together.
 */
const events = `
  create sequence event_position cache 1;
  create table events (
    position bigint primary key,
    recorded_at timestamptz not null,
    version int not null check (version > 0),
    revision smallint not null check (revision > 0),
    stream text collate "C" not null,
    type text not null,
    topic text,
    -- Null where the data's own personId says it.
    subject text,
    actor text not null,
    caused_by uuid,
    hash bytea not null,
    data json not null,
    unique (stream, version)
  );
  create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'events are append-only'; end $$;
  create trigger events_append_only before update or delete on events
    for each row execute function refuse_change();
  create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_change();`;

const commit = `
  create function refuse_unless(fits boolean) returns void language plpgsql as $$
    begin
      if not fits then
        raise 'the group does not fit what is stored' using errcode = 'unique_violation';
      end if;
    end $$;
  create function committed_position(given bigint) returns bigint language sql
    return case when given <= 0 then currval('event_position') + given else given end;`;

/** An answer is found by a hash of its scope and key, which is shorter than the two. */
const idempotency = `
  create table idempotency (
    id uuid primary key,
    stored_at timestamptz not null default now(),
    status smallint not null,
    fingerprint bytea not null,
    body json not null
  );`;

/** Room on each page for new versions of its rows: cursors move, and no index knows it. */
const inbox = `
  create table inbox_cursor (
    stream text collate "C" primary key,
    version int not null
  ) with (fillfactor = 80);`;

const parked = `
  create table blocked_key (
    key text primary key,
    since timestamptz not null default now(),
    error text not null
  );
  create table parked (
    id bigint generated always as identity primary key,
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    key text not null,
    envelope text not null,
    error text not null,
    parked_at timestamptz not null default now(),
    unique (topic, partition, record_offset)
  );`;

const relay = `
  create table relay (
    name text primary key,
    cursor bigint not null default 0,
    epoch bigint not null default 0
  ) with (fillfactor = 10);`;

/** Every commit updates these rows; a low fill factor leaves room for their versions on the same page. */
const projectionDigest = `
  create table projection_digest (
    name text primary key,
    rows bigint not null,
    digest numeric not null,
    definition text
  ) with (fillfactor = 10);`;
