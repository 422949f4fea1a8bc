import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction, type Database } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { storage } from '../src/payment';
import { PersonKeys } from '../src/privacy/person-keys';

const secrets = { former: randomBytes(32), next: randomBytes(32), lost: randomBytes(32) } as const;
type KeyId = keyof typeof secrets;
const account = Buffer.from('6217 0000 0000 0000');

describe('the keys of persons, when the key that wraps them is changed', () => {
  let server: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;

  beforeAll(async () => {
    server = await testDatabase();
    const { name: service, migrations } = storage;
    database = await openDatabase({ url: server.url, service, migrations });
  });
  afterEach(() => server.query('truncate payment.person_keys'));
  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  /** As a process with this setting sees them; the first id wraps. */
  const keysUnder = (current: KeyId, ...others: readonly KeyId[]): PersonKeys =>
    new PersonKeys(database, {
      current,
      secrets: new Map([current, ...others].map((id) => [id, secrets[id]])),
    });
  const sealed = async (keys: PersonKeys): Promise<{ personId: string; place: string; sealed: Buffer }> => {
    const personId = randomUUID();
    return { personId, place: 'account', sealed: await keys.seal(personId, 'account', account) };
  };
  const rowOf = async (personId: string): Promise<any> =>
    (await server.query('select * from payment.person_keys where person_id = $1', [personId]))[0];

  it('are wrapped anew, and open with the new key alone; what they have sealed stays as it is', async () => {
    const value = await sealed(keysUnder('former'));
    const before = await rowOf(value.personId);
    const both = keysUnder('next', 'former');
    expect(await both.open([value])).toEqual([account]);
    expect(await both.rewrapSome()).toBe(1);
    const after = await rowOf(value.personId);
    expect([before.key_id, after.key_id]).toEqual(['former', 'next']);
    expect(after.data_key).not.toEqual(before.data_key);
    expect(await keysUnder('next').open([value])).toEqual([account]);
    await expect(keysUnder('former').open([value])).rejects.toThrow('no key next');
    expect(await both.rewrapSome()).toBe(0);
  });

  it('are done a batch after the other, by two instances at once', async () => {
    const former = keysUnder('former');
    const values = await Promise.all(Array.from({ length: 230 }, () => sealed(former)));
    const both = keysUnder('next', 'former');
    const done = await Promise.all([both.rewrapSome(), keysUnder('next', 'former').rewrapSome()]);
    expect(Math.max(...done)).toBe(200);
    while ((await both.rewrapSome()) > 0);
    const left = await server.query(`select from payment.person_keys where key_id <> 'next'`);
    expect(left).toEqual([]);
    const opened = await keysUnder('next').open(values);
    expect([...new Set(opened.map(String))]).toEqual([String(account)]);
  });

  it('that are destroyed meanwhile stay destroyed', async () => {
    const [erased, other] = [await sealed(keysUnder('former')), await sealed(keysUnder('former'))];
    const both = keysUnder('next', 'former');
    let rewrapping: Promise<number> | undefined;
    await inTransaction(database.pool, async (client) => {
      await both.destroy(client, erased.personId);
      rewrapping = both.rewrapSome();
      // It waits for the row, which this transaction holds.
      const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'update person_keys%'`;
      while ((await server.query(waits)).length === 0);
    });
    expect(await rewrapping).toBe(2);
    expect(await rowOf(erased.personId)).toMatchObject({ data_key: null, destroyed_at: expect.any(Date) });
    expect(await both.open([erased, other])).toEqual([undefined, account]);
    await expect(both.seal(erased.personId, 'account', account)).rejects.toThrow('person-not-found');
    expect(await both.rewrapSome()).toBe(0);
  });

  it('whose wrapping key is not set are left, and keep nobody else waiting', async () => {
    const [lost, value] = [await sealed(keysUnder('lost')), await sealed(keysUnder('former'))];
    const both = keysUnder('next', 'former');
    expect(await both.rewrapSome()).toBe(1);
    expect(await both.open([value])).toEqual([account]);
    await expect(both.open([lost])).rejects.toThrow('no key lost');
    expect(await keysUnder('lost').open([lost])).toEqual([account]);
  });
});
