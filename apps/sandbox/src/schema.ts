/**
 * The tables of the sandbox; they share a database with the services and nothing else. Its login owns the
 * schema, and may create no other: so it asks first.
 */
export const schema = `
  do $$ begin
    if to_regnamespace('sandbox') is null then create schema sandbox; end if;
  end $$;
  create table if not exists sandbox.booked (
    request_id uuid primary key,
    bureau text not null,
    person_id uuid,
    month text,
    items json,
    total numeric(14,2),
    outcome text not null,
    receipt_no text,
    reason text,
    reversed boolean not null default false,
    booked_at timestamptz not null default now()
  );
  alter table sandbox.booked
    alter person_id drop not null,
    alter month drop not null,
    alter items drop not null,
    alter total drop not null,
    add column if not exists orders text[],
    add column if not exists booked_on date,
    add column if not exists reversed_on date;
  create table if not exists sandbox.day_answers (
    totals_id uuid primary key,
    bureau text not null,
    answer json not null
  );
  create table if not exists sandbox.declared_bases (
    event_id uuid primary key,
    person_id uuid,
    base numeric(14,2),
    declared_at timestamptz
  );
  create index if not exists bases_by_person on sandbox.declared_bases (person_id);
  create table if not exists sandbox.gone_back (
    bureau text,
    person_id uuid,
    month text,
    order_id text,
    primary key (bureau, person_id, month, order_id)
  );
  drop index if exists sandbox.one_booking;
  create unique index if not exists one_booking_each
    on sandbox.booked (bureau, person_id, month, ((items -> 0 ->> 'item') = 'pension-true-up'))
    where outcome = 'accepted' and not reversed;
  create index if not exists booked_by_day on sandbox.booked (bureau, booked_on);
  create index if not exists reversed_by_day on sandbox.booked (bureau, reversed_on);
  create table if not exists sandbox.setting (name text primary key, value json not null);`;
