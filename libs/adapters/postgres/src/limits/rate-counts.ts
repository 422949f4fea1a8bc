import type { Database } from '../database/database';

/** A count to add to, and for how long a count that begins now lasts. */
export interface AddedCount {
  readonly name: string;
  readonly added: number;
  readonly seconds: number;
}
/** What all instances have counted, and how long it still lasts. */
export interface TotalCount {
  readonly name: string;
  readonly count: number;
  readonly milliseconds: number;
}

/** What the instances of a service have counted together. Unlogged: a crash of the server forgets it. */
export class RateCounts {
  constructor(private readonly database: Database) {}

  /** Adds to the counts and returns the totals; a count whose time is over begins anew. */
  async add(counts: readonly AddedCount[]): Promise<readonly TotalCount[]> {
    // In one order for all instances, so that none waits for another that waits for it.
    const sorted = counts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return this.database.query<TotalCount & Record<string, unknown>>(
      `insert into rate_count as stored (name, count, ends_at)
       select name, added, now() + make_interval(secs => seconds)
       from unnest($1::text[], $2::int[], $3::int[]) as told(name, added, seconds)
       on conflict (name) do update set
         count = excluded.count + case when stored.ends_at > now() then stored.count else 0 end,
         ends_at = case when stored.ends_at > now() then stored.ends_at else excluded.ends_at end
       returning name, count, (extract(epoch from ends_at - now()) * 1000)::int as milliseconds`,
      [
        sorted.map(({ name }) => name),
        sorted.map(({ added }) => added),
        sorted.map(({ seconds }) => seconds),
      ],
    );
  }

  /** Deletes the counts whose time is over. */
  async deleteOver(): Promise<void> {
    await this.database.query('delete from rate_count where ends_at < now()');
  }
}
