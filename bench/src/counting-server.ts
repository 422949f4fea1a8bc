import { mkdirSync } from 'node:fs';
import pg from 'pg';
import { freePorts } from '@canbao/infra-local/free-ports';
import { keysOf } from '@canbao/infra-local/keys';
import { startPostgres } from '@canbao/infra-local/postgres';

/**
 * Creates the data folder of a stack with a PostgreSQL that counts its statements. The library must be
 * loaded when the server starts, so this comes before the stack.
 */
export const prepareStatementCounts = async (data: string): Promise<void> => {
  mkdirSync(data, { recursive: true });
  const { databasePassword } = await keysOf(data);
  const [port = 0] = await freePorts(1);
  const server = await startPostgres(data, port, databasePassword);
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    await client.query("alter system set shared_preload_libraries = 'pg_stat_statements'");
  } finally {
    await client.end();
    await server.stop();
  }
};
