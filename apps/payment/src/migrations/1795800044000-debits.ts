import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Batch debit as it stands: agreements, runs, packs and items. `debit_accounts` is no view: it seals the only
 * copy of what an agreement's bank is told. `attempts` and `due_at` belong to the jobs that ask the banks.
 */
export class Debits1795800044000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    debit_accounts: 'select, insert, delete',
    debit_agreements: 'select, insert, update',
    debit_runs: 'select, insert, update',
    debit_packs: 'select, insert, update',
    debit_items: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table debit_accounts (
        protocol_no text primary key,
        key_id text not null,
        sealed bytea not null
      );
      create table debit_agreements (
        agreement_id uuid primary key,
        person_id uuid not null,
        payer_id text not null,
        insurances text not null,
        bank text not null,
        protocol_no text not null,
        last4 text not null,
        status text not null,
        because text not null default '',
        position bigint not null,
        attempts int not null default 0,
        due_at timestamptz not null default now()
      );
      create index on debit_agreements (payer_id, position desc);
      create index on debit_agreements (due_at) where status = 'awaiting-bank';
      create table debit_runs (
        run_id uuid primary key,
        month text not null,
        entrust_date date not null,
        until date not null,
        because text not null,
        status text not null,
        opened_at timestamptz not null,
        position bigint not null
      );
      create index on debit_runs (position desc);
      create table debit_packs (
        entrust_date date not null,
        pack_no text not null,
        run_id uuid not null,
        bank text not null,
        count int not null,
        total numeric(14,2) not null,
        until date not null,
        status text not null,
        conflicts int not null default 0,
        attempts int not null default 0,
        due_at timestamptz not null default now(),
        primary key (entrust_date, pack_no)
      );
      create index on debit_packs (run_id);
      create table debit_items (
        item_id uuid primary key,
        run_id uuid not null,
        agreement_id uuid not null,
        person_id uuid not null,
        insurance text not null,
        month text not null,
        bank text not null,
        status text not null,
        because text not null default '',
        amount numeric(14,2),
        -- The day and the number of its pack.
        pack text,
        asked_position bigint not null
      );
      create index on debit_items (run_id, status, bank);
      create index on debit_items (agreement_id);
      create index on debit_items (pack) where pack is not null;`);
  }
}
