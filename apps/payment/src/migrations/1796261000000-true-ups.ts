import type { QueryRunner } from 'typeorm';
import { forwardOnly, type GrantingMigration } from '@canbao/postgres';

/**
 * Runs of a true-up as they stand (a view), and what the job has found out for each: `true_up_months` are the
 * paid months whose base lies outside the final limits, `true_up_figures` what the rules say of each kind of
 * them, `true_up_people` the result. The last four belong to the job; a rebuild leaves them alone.
 */
export class TrueUps1796261000000 implements GrantingMigration {
  readonly down = forwardOnly;
  readonly grants = {
    true_up_runs: 'select, insert, update',
    true_up_work: 'select, insert, update',
    true_up_months: 'select, insert, update, delete',
    true_up_figures: 'select, insert',
    true_up_people: 'select, insert, update',
  };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table true_up_runs (
        run_id uuid primary key,
        insurance text not null,
        year int not null,
        status text not null,
        is_stopped boolean not null default false,
        opened_at timestamptz not null,
        position bigint not null
      );
      create index on true_up_runs (position desc);
      create table true_up_work (
        run_id uuid primary key,
        upto bigint not null,
        position bigint not null default 0,
        -- How many have an adjusted month; unknown until every event is read.
        people int,
        after_person uuid,
        activated_after uuid
      );
      create table true_up_months (
        run_id uuid not null,
        person_id uuid not null,
        month text not null,
        order_id uuid not null,
        base numeric(14,2) not null,
        rate text not null,
        parts text not null,
        primary key (run_id, person_id, month)
      );
      create table true_up_figures (
        run_id uuid not null,
        month text not null,
        base numeric(14,2) not null,
        rate text not null,
        parts text not null,
        direction text not null,
        amount numeric(14,2) not null,
        figures json not null,
        primary key (run_id, month, base, rate, parts)
      );
      create table true_up_people (
        run_id uuid not null,
        person_id uuid not null,
        charge numeric(14,2) not null,
        refund numeric(14,2) not null,
        left_out text,
        outcome text,
        primary key (run_id, person_id)
      );`);
  }
}
