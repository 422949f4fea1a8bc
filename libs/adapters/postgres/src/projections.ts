import { hash } from 'node:crypto';
import type { Migration } from './database';

/** A table that an inline view fills. */
export interface ProjectionTable {
  readonly name: string;
  /**
   * Columns that the events alone decide, the key first; a `json` one as `name::jsonb`, so that it can be
   * compared. Any other
   * column is the work of the running service (attempts, leases): it is outside the proof and goes along at a
   * swap.
   */
  readonly derived: readonly string[];
  /** Which rows have such other columns in use; all, when left out. */
  readonly inUse?: string;
}

/**
 * Rows in any order have the same sum. The hash of a record is linear in the hashes of its columns, so two
 * rows that
 * exchange a value would cancel out: it is hashed once more.
 */
const hashed = ({ derived }: ProjectionTable): string =>
  `hashtextextended(hash_record_extended(row(${derived.join(', ')}), 0)::text, 0)`;

/** Number of rows and digest of a table, or of the rows of a trigger. */
export const digestOf = (table: ProjectionTable, from: string): string =>
  `select count(*) as rows, coalesce(sum(${hashed(table)}), 0) as digest from ${from}`;

/** Events of a table that change its digest, and the rows that each brings and takes. */
export const digestTriggers = [
  { on: 'insert', referencing: 'new table as added' },
  { on: 'update', referencing: 'old table as removed new table as added' },
  { on: 'delete', referencing: 'old table as removed' },
] as const;

export const createDigestTriggers = (table: string, functionName: string): string =>
  [
    ...digestTriggers.map(
      ({ on, referencing }) =>
        `create or replace trigger digest_${on} after ${on} on ${table} referencing ${referencing} for each statement execute function ${functionName}();`,
    ),
    `create or replace trigger digest_truncate after truncate on ${table} for each statement execute function ${functionName}();`,
  ].join('\n');

/**
 * PostgreSQL keeps count and digest itself: one call a statement, over all its rows, and one update where
 * they change. The
 * triggers are there before the rows are counted, so no write falls between.
 */
export const digestSql = (table: ProjectionTable): string => {
  const { name } = table;
  const set = (
    sign: '+' | '-',
    from: string,
  ): string => `update projection_digest set rows = projection_digest.rows ${sign} change.rows, digest = projection_digest.digest ${sign} change.digest
          from (${digestOf(table, from)}) as change where name = '${name}' and change.rows > 0;`;
  return `
    create or replace function digest_${name}() returns trigger language plpgsql set search_path from current as $$ begin
      if tg_op = 'INSERT' then
        ${set('+', 'added')}
      elsif tg_op = 'DELETE' then
        ${set('-', 'removed')}
      elsif tg_op = 'UPDATE' then
        update projection_digest set digest = projection_digest.digest + added.digest - removed.digest
          from (${digestOf(table, 'added')}) as added, (${digestOf(table, 'removed')}) as removed where name = '${name}' and added.digest <> removed.digest;
      else
        update projection_digest set rows = 0, digest = 0 where name = '${name}';
      end if;
      return null;
    end $$;
    ${createDigestTriggers(name, `digest_${name}`)}
    insert into projection_digest select '${name}', * from (${digestOf(table, name)}) as counted
      on conflict (name) do update set rows = excluded.rows, digest = excluded.digest;`;
};

const pascal = (name: string): string =>
  name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/**
 * The digests of a service's projections, after the migrations that make the tables. Other columns make
 * another name, so the digest is made anew.
 */
export const digestMigrations = (
  views: readonly { readonly tables: readonly ProjectionTable[] }[],
): Migration[] =>
  views
    .flatMap(({ tables }) => tables)
    .map((table) => {
      const sql = digestSql(table);
      return { name: `${pascal(table.name)}Digest${hash('sha256', sql).slice(0, 8)}`, sql };
    });
