import { hash } from 'node:crypto';
import type { ProjectionTable } from '../store/inline-view';

// A sum, so that rows in any order give the same digest. A record's hash is linear in the hashes of its
// columns, so two rows that exchange a value would cancel out: each is hashed once more.
const rowHash = ({ derived }: ProjectionTable): string =>
  `hashtextextended(hash_record_extended(row(${derived.join(', ')}), 0)::text, 0)`;

/** SQL for number of rows and digest of a table, or of the transition table of a trigger. */
export const digestQuery = (table: ProjectionTable, from: string): string =>
  `select count(*) as rows, coalesce(sum(${rowHash(table)}), 0) as digest from ${from}`;

/** Statements on a table that change its digest, with the names of the rows that each adds and removes. */
const rowTriggers = [
  { on: 'insert', referencing: 'new table as added' },
  { on: 'update', referencing: 'old table as removed new table as added' },
  { on: 'delete', referencing: 'old table as removed' },
] as const;

/** SQL that sets the triggers of a table's digest. */
export const createDigestTriggers = (table: string, triggerFunction: string): string =>
  [
    ...rowTriggers.map(
      ({ on, referencing }) =>
        `create or replace trigger digest_${on} after ${on} on ${table}
          referencing ${referencing} for each statement execute function ${triggerFunction}();`,
    ),
    `create or replace trigger digest_truncate after truncate on ${table}
      for each statement execute function ${triggerFunction}();`,
  ].join('\n');

/** SQL that removes those triggers. */
export const dropDigestTriggers = (table: string): string =>
  [...rowTriggers.map(({ on }) => on), 'truncate']
    .map((on) => `drop trigger digest_${on} on ${table};`)
    .join('\n');

/**
 * SQL that lets PostgreSQL itself maintain a table's count and digest: one trigger call a statement, over all
 * its rows. The triggers are set before the rows are counted, so no write falls between. They work as the
 * owner: the service's login may not write digests.
 */
export const digestDefinition = (table: ProjectionTable): string => {
  const { name } = table;
  const change = (sign: '+' | '-', rows: 'added' | 'removed'): string => `
        update projection_digest set
            rows = projection_digest.rows ${sign} change.rows,
            digest = projection_digest.digest ${sign} change.digest
          from (${digestQuery(table, rows)}) as change
          where name = '${name}' and change.rows > 0;`;
  return `
    create or replace function digest_${name}() returns trigger language plpgsql
      security definer set search_path from current as $$ begin
      if tg_op = 'INSERT' then ${change('+', 'added')}
      elsif tg_op = 'DELETE' then ${change('-', 'removed')}
      elsif tg_op = 'UPDATE' then
        update projection_digest set digest = projection_digest.digest + added.digest - removed.digest
          from (${digestQuery(table, 'added')}) as added, (${digestQuery(table, 'removed')}) as removed
          where name = '${name}' and added.digest <> removed.digest;
      else
        update projection_digest set rows = 0, digest = 0 where name = '${name}';
      end if;
      return null;
    end $$;
    ${createDigestTriggers(name, `digest_${name}`)}
    insert into projection_digest (name, rows, digest)
      select '${name}', counted.rows, counted.digest from (${digestQuery(table, name)}) as counted
      on conflict (name) do update set rows = excluded.rows, digest = excluded.digest;`;
};

/** Which definition of its digest a table has. */
export const definitionOf = (table: ProjectionTable): string => hash('sha256', digestDefinition(table));
