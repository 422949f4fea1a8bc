import type pg from 'pg';

/** How often each statement has run, BEGIN and COMMIT included, by its text. */
export type StatementCalls = ReadonlyMap<string, number>;

/** Statements of every login but the one that asks. */
export const statementCalls = async (database: pg.ClientBase): Promise<StatementCalls> => {
  const { rows } = await database.query<{ id: string; calls: number }>(
    `select query as id, sum(calls)::float8 as calls from pg_stat_statements
    where userid <> current_user::regrole group by 1`,
  );
  return new Map(rows.map(({ id, calls }) => [id, calls]));
};

/** The calls between two looks. */
export const callsBetween = (before: StatementCalls, after: StatementCalls): StatementCalls =>
  new Map(
    [...after]
      .map(([id, calls]) => [id, calls - (before.get(id) ?? 0)] as const)
      .filter(([, calls]) => calls > 0),
  );
