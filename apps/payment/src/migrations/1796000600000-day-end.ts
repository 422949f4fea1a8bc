import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * The day end. What is ours of a day is gathered from the events behind the payers' backs, so that taking
 * money writes no row more; lines of statements are rows and no events, because a day has a million of them.
 */
export class DayEnd1796000600000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    day_end_cursor: 'select, insert, update',
    channel_days: 'select, insert, update',
    day_receipts: 'select, insert, update',
    statements: 'select, insert, update',
    statement_lines: 'select, insert, delete',
    day_differences: 'select, insert, update',
    found_differences: 'select, insert, delete',
    treasury_items: 'select, insert, update, delete',
    treasury_returns: 'select, insert, update',
    cases: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ours);
    await runner.query(theirs);
    await runner.query(differences);
    await runner.query(treasury);
  }
}

const ours = `
  create table day_end_cursor (name text primary key, position bigint not null);
  -- A business day of a channel: what changed of ours last, and what was matched last.
  create table channel_days (
    channel text not null,
    day date not null,
    changed_position bigint not null default 0,
    matched_position bigint,
    statement_id bigint,
    matched_at timestamptz,
    closed_at timestamptz,
    primary key (channel, day)
  );
  -- Money in (0) and refunds out (1), by the number under which the channel knows them.
  create table day_receipts (
    order_id uuid not null,
    kind smallint not null,
    channel text not null,
    day date not null,
    key text not null,
    fen bigint not null,
    insurance text,
    district text,
    person_id uuid,
    paid_at timestamptz not null,
    position bigint not null,
    reversed_position bigint,
    primary key (order_id, kind, key)
  );
  create index on day_receipts (channel, day, key);
  create function fen_of(yuan text) returns bigint language sql immutable
    return (yuan::numeric * 100)::bigint;`;

const theirs = `
  create table statements (
    id bigint generated always as identity primary key,
    channel text not null,
    day date not null,
    -- SHA-256 in hex: claimed by who sends it, so that a broken upload goes on, and proven at its end.
    digest text,
    state text not null check (
      state in ('receiving', 'whole', 'in-force', 'superseded', 'refused', 'repeated')),
    because text,
    lines int not null default 0,
    payments int not null default 0,
    paid_fen bigint not null default 0,
    refunds int not null default 0,
    refunded_fen bigint not null default 0,
    sender text not null,
    begun_at timestamptz not null,
    ended_at timestamptz
  );
  create index on statements (channel, day);
  create table statement_lines (
    statement_id bigint not null,
    line int not null,
    kind smallint not null,
    -- 0 a word that is not known, 1 the money is there, 2 taken back.
    standing smallint not null,
    fen bigint not null,
    fee_fen bigint,
    at timestamptz not null,
    key text not null,
    order_no text,
    status text not null,
    primary key (statement_id, line)
  );`;

const differences = `
  create table day_differences (
    id bigint generated always as identity primary key,
    channel text not null,
    day date not null,
    kind smallint not null,
    key text not null,
    class text not null,
    state text not null check (state in ('carried', 'open', 'explained')),
    theirs_fen bigint,
    ours_fen bigint,
    statement_id bigint,
    line int,
    standing smallint,
    order_no text,
    at timestamptz,
    order_id uuid,
    person_id uuid,
    found_at timestamptz not null,
    case_id uuid,
    proof text,
    reference text,
    proof_fen bigint,
    -- Explained by operators: matching again does not ask them again.
    settled boolean not null default false
  );
  create unique index on day_differences (channel, day, kind, key) where state <> 'explained';
  create index on day_differences (channel, day);
  create index on day_differences (case_id) where state = 'explained' and case_id is not null;
  -- What a matching finds, on its way into the table above.
  create unlogged table found_differences (
    channel text not null,
    day date not null,
    kind smallint not null,
    key text not null,
    class text not null,
    state text not null,
    theirs_fen bigint,
    ours_fen bigint,
    statement_id bigint,
    line int,
    standing smallint,
    order_no text,
    at timestamptz,
    order_id uuid,
    person_id uuid
  );
  create table cases (
    case_id uuid primary key,
    kind text not null,
    status text not null,
    channel text,
    day date,
    reference text not null,
    order_id uuid,
    person_id uuid,
    amount numeric(14,2) not null,
    cause text not null,
    owner text not null,
    opened_at timestamptz not null,
    next_probe_at timestamptz,
    probes int not null default 0,
    finding text,
    deadline timestamptz not null,
    closed_at timestamptz,
    proof json,
    position bigint not null
  );
  create index on cases (position) where status = 'open';
  create index on cases (channel, day);
  create index on cases (order_id);`;

/**
 * A remittance, with the funds that its money went to: what the treasury will receive of an order under one
 * number of its own.
 */
const treasury = `
  create table treasury_items (
    position bigint not null,
    order_id uuid not null,
    person_id uuid not null,
    insurance text not null,
    channel text not null,
    district text not null,
    day date not null,
    month text not null,
    fen bigint not null,
    accounts text[] not null,
    fund_fen bigint[] not null,
    entrust_date date,
    tax_org_code text,
    tra_no text,
    pack_no text,
    sent_at timestamptz,
    received_on date,
    received_fen bigint,
    primary key (position, order_id, month)
  );
  create unique index on treasury_items (entrust_date, tax_org_code, tra_no);
  create index on treasury_items (order_id);
  create index on treasury_items (person_id, insurance, month);
  create index on treasury_items (entrust_date) where received_on is null;
  -- Refunds whose money the treasury has, and gives back (退库).
  create table treasury_returns (
    refund_no text primary key,
    order_id uuid not null,
    person_id uuid not null,
    insurance text not null,
    channel text not null,
    fen bigint not null,
    left_on date not null,
    told_at timestamptz,
    returned_on date
  );`;
