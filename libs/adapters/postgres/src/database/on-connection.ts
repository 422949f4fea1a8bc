import type { Pool, PoolClient } from 'pg';

/**
 * Runs the work on one connection of the pool. Whatever transaction failing work leaves open is rolled back;
 * a connection that cannot even do that is closed instead of being lent out again.
 */
export const onConnection = async <T>(
  pool: Pick<Pool, 'connect'>,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    broken = await client.query('rollback').then(
      () => undefined,
      (failure: Error) => failure,
    );
    throw error;
  } finally {
    client.release(broken);
  }
};

/** Runs the work in a transaction of its own: committed when it succeeds, rolled back when it throws. */
export const inTransaction = <T>(
  pool: Pick<Pool, 'connect'>,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> =>
  onConnection(pool, async (client) => {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  });
