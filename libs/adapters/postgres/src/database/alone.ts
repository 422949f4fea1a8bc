import type { Client, ClientBase } from 'pg';
import type { Database } from './database';

/** Takes the lock of the name for the session, which ends with the connection; false where another has it. */
export const tryLock = async (client: Pick<ClientBase, 'query'>, name: string): Promise<boolean> => {
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

/**
 * The same for short work that comes often: on a connection of the pool, which stays open from run to run.
 */
export const aloneBriefly = async <T>(
  database: Database,
  name: string,
  work: (client: ClientBase) => Promise<T>,
): Promise<T | undefined> => {
  const client = await database.pool.connect();
  // A connection that may still hold the lock is not used again: the lock ends with it.
  let mustEnd = true;
  try {
    if (!(await tryLock(client, name))) {
      mustEnd = false;
      return undefined;
    }
    try {
      return await work(client);
    } finally {
      mustEnd = !(await unlock(client, name));
    }
  } finally {
    client.release(mustEnd);
  }
};

/** False where the connection does not say so. */
const unlock = (client: ClientBase, name: string): Promise<boolean> =>
  client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).then(
    () => true,
    () => false,
  );
