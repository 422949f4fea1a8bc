import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';

/**
 * The tables of every event-sourced service. `position` is drawn under the append lock, so position order is
 * commit order and a plain cursor reads without gaps. Events are append-only by privilege and by trigger.
 */
export class EventStore1795466067000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(events);
    await runner.query(idempotency);
    await runner.query(inbox);
    await runner.query(parked);
    await runner.query(relay);
  }
}

const events = `
  create sequence event_position cache 1;
  create table events (
    position bigint primary key,
    stream text not null,
    version int not null check (version > 0),
    event_id uuid not null unique,
    type text not null,
    data json not null,
    subject text not null,
    topic text,
    recorded_at timestamptz not null,
    metadata json not null,
    previous_hash text not null,
    hash text not null,
    unique (stream, version)
  );
  create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'events are append-only'; end $$;
  create trigger events_append_only before update or delete on events
    for each row execute function refuse_change();
  create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_change();`;

const idempotency = `
  create table idempotency (
    scope text not null,
    key text not null,
    fingerprint text not null,
    status int not null,
    body json not null,
    stored_at timestamptz not null default now(),
    primary key (scope, key)
  );`;

const inbox = `
  create table inbox (
    consumer text not null,
    event_id uuid not null,
    handled_at timestamptz not null default now(),
    primary key (consumer, event_id)
  );
  create table inbox_cursor (
    consumer text not null,
    stream text not null,
    version int not null,
    primary key (consumer, stream)
  );`;

const parked = `
  create table blocked_key (
    consumer text not null,
    key text not null,
    since timestamptz not null default now(),
    error text not null,
    primary key (consumer, key)
  );
  create table parked (
    id bigint generated always as identity primary key,
    consumer text not null,
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    key text not null,
    envelope text not null,
    error text not null,
    parked_at timestamptz not null default now(),
    unique (consumer, topic, partition, record_offset)
  );`;

const relay = `
  create table relay (
    name text primary key,
    cursor bigint not null default 0,
    epoch bigint not null default 0
  );`;
