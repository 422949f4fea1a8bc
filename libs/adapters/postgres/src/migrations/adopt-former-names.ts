import type { Client } from 'pg';

/** A migration's name without the 13 digits of its timestamp. */
const baseNameOf = (name: string): string => name.slice(0, -13);

/** Timestamps were once the place in a list, counted from this millisecond. */
const formerTimestamp = /17000000000\d\d$/;

interface Renaming {
  readonly from: string;
  readonly to: string;
}

/**
 * Which rows of the table of executed migrations carry a former name. Migrations were named after their place
 * in a list before they became files with timestamps; under its new name TypeORM would run each a second
 * time.
 */
export const formerNames = (executed: readonly string[], migrations: readonly string[]): Renaming[] =>
  migrations.flatMap((to) => {
    const from = executed.find(
      (name) => formerTimestamp.test(name) && name !== to && baseNameOf(name) === baseNameOf(to),
    );
    return from === undefined ? [] : [{ from, to }];
  });

/** Gives executed migrations the names of today's classes, so that they are not run again. */
export const adoptFormerNames = async (
  owner: Client,
  schema: string,
  migrations: readonly { readonly name: string }[],
): Promise<void> => {
  const { rows: tables } = await owner.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [`${schema}.migrations`],
  );
  if (tables[0]?.exists !== true) return;
  const { rows } = await owner.query<{ name: string }>(`select name from ${schema}.migrations`);
  const renamings = formerNames(
    rows.map(({ name }) => name),
    migrations.map(({ name }) => name),
  );
  for (const { from, to } of renamings)
    await owner.query(`update ${schema}.migrations set name = $2, timestamp = $3 where name = $1`, [
      from,
      to,
      to.slice(-13),
    ]);
};
