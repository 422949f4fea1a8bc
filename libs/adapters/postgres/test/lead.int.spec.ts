import type { Client } from 'pg';
import { anyEvents, type Lead } from '@canbao/event-sourcing';
import { PostgresOutbox, type Database } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { eventually, testDatabase } from '@canbao/test-servers/service';

describe('the lead of a relay', () => {
  let server: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  let client: Client;
  let lead: Lead | undefined;
  /** Renewals that were sent. */
  let renewals = 0;

  beforeAll(async () => {
    server = await testDatabase();
    database = await openDatabase({ url: server.url, service: 'payment', migrations: [] });
    const { service, pool } = database;
    const connect = async (): Promise<Client> => {
      client = await database.connect();
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = ((...args: [{ text?: string }, ...unknown[]]) => {
        if (args[0]?.text?.includes('renewed_at = now()') === true) renewals += 1;
        return query(...args);
      }) as never;
      return client;
    };
    lead = await new PostgresOutbox({ service, pool, connect }, anyEvents).lead();
  });
  afterAll(async () => {
    await lead?.end();
    await database.close();
    await server.drop();
  });

  it('is kept while a read takes longer than two renewals', async () => {
    const slow = client.query('select pg_sleep(6.5)');
    expect(await lead?.read('0')).toEqual([]);
    await slow;
    await eventually(
      async () => lead?.isSure,
      (sure) => sure === true,
    );
    expect(lead?.isSure).toBe(true);
    expect(await lead?.deposed()).toBe(false);
  }, 20_000);

  it('whose connection is lost fails what waits for it, and nothing that nobody waits for', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    const read = lead?.read('0');
    await database.query('select pg_terminate_backend($1)', [
      (client as unknown as { processID: number }).processID,
    ]);
    await read?.catch(() => undefined);
    await expect(lead?.read('0')).rejects.toThrow();
    const before = renewals;
    await eventually(
      async () => renewals,
      (sent) => sent > before,
    );
    await lead?.end();
    expect(unheard).toEqual([]);
    process.off('unhandledRejection', hear);
    const next = await new PostgresOutbox(database, anyEvents).lead();
    expect(next).toBeDefined();
    await next?.end();
  }, 20_000);
});
