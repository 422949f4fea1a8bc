import type { Client, Pool } from 'pg';

/** What relay and consumer loop need of a service's database; `Database` of `@canbao/postgres` fits. */
export interface EventDatabase {
  readonly service: string;
  readonly pool: Pool;
  /** A connection outside the pool, for the session lock of the leader. The caller ends it. */
  connect(): Promise<Client>;
}
