import type { Client } from 'pg';
import type { Database } from './database';

/** Takes the lock of the name for the session, which ends with the connection; false where another has it. */
export const tryLock = async (client: Pick<Client, 'query'>, name: string): Promise<boolean> => {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
    [name],
  );
  return rows[0]?.locked === true;
};

/**
 * Runs the work while no other instance does, on a connection that holds the lock of the name; undefined
 * where another is at it.
 */
export const alone = async <T>(
  database: Database,
  name: string,
  work: (client: Client) => Promise<T>,
): Promise<T | undefined> => {
  const client = await database.connect();
  try {
    return (await tryLock(client, name)) ? await work(client) : undefined;
  } finally {
    await client.end();
  }
};
