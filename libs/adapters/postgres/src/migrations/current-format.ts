import type { Client } from 'pg';

/**
 * Refuses events that were stored before the format was settled (ADR 25): their ids and hashes do not cover
 * what today's do, and no release has written them.
 * @throws Error that says what to do.
 */
export const assertCurrentFormat = async (owner: Client, schema: string): Promise<void> => {
  const { rows } = await owner.query<{ former: boolean }>(
    `select exists (
        select from information_schema.columns
        where table_schema = $1 and table_name = 'events' and column_name = 'previous_hash'
      ) as former`,
    [schema],
  );
  if (rows[0]?.former !== true) return;
  throw new Error(
    `The events of schema ${schema} are in the format of a version before 26 November 2026, ` +
      'which this version does not read. Move the data folder (.local) or the database away and ' +
      'start with a new one, or go on with the version that wrote it.',
  );
};
