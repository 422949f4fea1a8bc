import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { openSandbox, type OpenSandbox } from '@canbao/sandbox/open-sandbox';
import { testDatabase } from './service';

/** A sandbox with its counterparts on a real database, as the other side of an adapter. */
export interface ChannelSandbox {
  /** Such as `http://127.0.0.1:40000`. */
  readonly url: string;
  readonly world: OpenSandbox['world'];
  /** Asks one of the sandbox's own calls, in JSON. */
  readonly ask: (method: string, path: string, body?: object) => Promise<{ status: number; body: any }>;
  readonly stop: () => Promise<void>;
}

/** Opens it; `platformUrl` is where counterparts send what they send by themselves. */
export const channelSandbox = async (
  secrets: OpenSandbox['world']['secrets'],
  platformUrl = 'http://127.0.0.1:9/v1',
): Promise<ChannelSandbox> => {
  const database = await testDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on('error', () => undefined);
  const { app, world, run } = await openSandbox(pool, { platformUrl, secrets });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const end = run();
  return {
    url,
    world,
    ask: async (method, path, body) => {
      const response = await fetch(url + path, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    stop: async () => {
      await end();
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
};
