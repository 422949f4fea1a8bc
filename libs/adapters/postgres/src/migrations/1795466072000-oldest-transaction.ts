import type { QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';
import type { GrantingMigration } from './granting-migration';

/**
 * A service's login sees its own sessions only. The transaction that has been open longest may be anybody's,
 * so the owner looks, and tells no more than this.
 */
export class OldestTransaction1795466072000 implements GrantingMigration {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function oldest_transaction(
        out seconds int, out xid_age int, out database text, out application text
      ) returns setof record language sql security definer set search_path = pg_catalog, pg_temp as $$
        select extract(epoch from now() - xact_start)::int, greatest(age(backend_xmin), age(backend_xid)),
          datname, application_name
        from pg_stat_activity
        where backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()
        order by xact_start limit 1
      $$`);
  }
}
