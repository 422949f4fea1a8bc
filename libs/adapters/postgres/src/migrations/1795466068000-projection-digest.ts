import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';

/** Row count and digest of each projection, maintained by triggers. Dated to run before a service's own. */
export class ProjectionDigest1795466068000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    // Every commit updates these rows; a low fill factor leaves room for their versions on the same page.
    await runner.query(`
      create table projection_digest (
        name text primary key,
        rows bigint not null,
        digest numeric not null
      ) with (fillfactor = 10);`);
  }
}
