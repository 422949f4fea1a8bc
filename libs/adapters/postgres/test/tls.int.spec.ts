import { randomUUID } from 'node:crypto';
import { anyEvents } from '@canbao/event-sourcing';
import {
  createLogins,
  Database,
  migrate,
  PostgresEventStore,
  PostgresOutbox,
  rebuild,
  urlFor,
} from '@canbao/postgres';
import { startSecurePostgres, type SecurePostgres } from '@canbao/test-servers/secure-postgres';
import { eventually } from '@canbao/test-servers/service';
import { happened, positionsTable, positionsView } from './fixtures';

const service = 'payment';
const views = [positionsView];
const schema = { service, migrations: [positionsTable], views };
let server: SecurePostgres;
const asService = (url: string): string => urlFor(url, service, 'test');
const asOwner = (url: string): string => urlFor(url, 'owner', 'test');

beforeAll(async () => {
  server = await startSecurePostgres();
  await createLogins(server.verified(), { owner: 'test', auditor: 'test', [service]: 'test' });
  await migrate({ ...schema, url: asOwner(server.verified()) });
}, 60_000);
afterAll(() => server?.stop());

describe('a database that takes TLS only', () => {
  it('is used over TLS by pool, store and relay, with much in one turn', async () => {
    const database = await Database.open({ ...schema, url: asService(server.verified()) });
    const topicOf = (): string => 'payments';
    const store = new PostgresEventStore(database, { views, topicOf, eventTypes: anyEvents });
    const streams = Array.from({ length: 50 }, () => randomUUID());
    // Longer than a TLS record, so that one write becomes many.
    const text = '参保缴费'.repeat(20_000);
    const appends = await Promise.all(
      streams.map((stream) => store.append(happened(stream, 0, 2, { data: { text } }))),
    );
    expect(new Set(appends.map(({ outcome }) => outcome))).toEqual(new Set(['appended']));
    const loaded = await store.load(streams);
    for (const stream of streams)
      expect(loaded.get(stream)?.events.map(({ data }) => data)).toEqual([{ text }, { text }]);
    const lead = await new PostgresOutbox(database, anyEvents).lead();
    expect(await lead?.read('0')).not.toHaveLength(0);
    const [row] = await database.query<{ sessions: number; encrypted: number }>(
      `select count(*)::int as sessions, count(*) filter (where ssl)::int as encrypted
        from pg_stat_ssl join pg_stat_activity using (pid) where usename = current_user`,
    );
    expect(row?.sessions).toBeGreaterThanOrEqual(2);
    expect(row?.encrypted).toBe(row?.sessions);
    await lead?.end();
    await store.close();
    await database.close();
  });

  it('is rebuilt over TLS', async () => {
    const url = asOwner(server.verified());
    expect(await rebuild({ url, service, views, eventTypes: anyEvents, verify: false })).toMatchObject({
      swapped: true,
      tables: [{ equal: true }],
    });
  });

  it('does not take who speaks without TLS', async () => {
    const plain = Database.open({ ...schema, url: asService(server.plainUrl) });
    await expect(plain).rejects.toThrow('no encryption');
  });
});

describe('a server that is not who it should be', () => {
  /** How each of the ways ends in which this system connects. */
  const outcomes = (url: string): Promise<unknown[]> =>
    Promise.all(
      [
        Database.open({ ...schema, url: asService(url) }),
        Database.attach({ service, url: asService(url) }).connect(),
        migrate({ ...schema, url: asOwner(url) }),
        rebuild({ url: asOwner(url), service, views, eventTypes: anyEvents, verify: true }),
        createLogins(url, {}),
      ].map((connected: Promise<unknown>) =>
        connected.then(
          () => 'connected',
          ({ code }: { code?: string }) => code,
        ),
      ),
    );
  const all = (code: string): string[] => Array.from({ length: 5 }, () => code);

  it('is refused where another authority has signed', async () => {
    const url = server.verified({ ca: server.stranger.ca });
    expect(await outcomes(url)).toEqual(all('UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
  });

  it('is refused under another name than the certificate has', async () => {
    const url = server.verified({ host: 'localhost' });
    expect(await outcomes(url)).toEqual(all('ERR_TLS_CERT_ALTNAME_INVALID'));
  });

  it('is refused with a certificate that has expired', async () => {
    await server.show(server.authority.issue('expired', -1));
    const expired = all('CERT_HAS_EXPIRED');
    const found = await eventually(
      () => outcomes(server.verified()),
      (codes) => !codes.includes('connected'),
    );
    expect(found).toEqual(expired);
  });
});
