import { pause } from '@canbao/runtime';
import { testDatabase } from '@canbao/test-servers/service';
import { openDatabase } from '@canbao/test-servers/database';
import { type Database, RateCounts } from '../src';

describe('counts that instances share, on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let instances: Database[];
  let counts: RateCounts[];
  beforeAll(async () => {
    database = await testDatabase();
    const options = { url: database.url, service: 'payment', migrations: [] };
    instances = [await openDatabase(options), await openDatabase(options)];
    counts = instances.map((instance) => new RateCounts(instance));
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.close()));
    await database.drop();
  });
  const add = async (instance: number, name: string, added: number, seconds = 60) =>
    (await counts[instance]?.add([{ name, added, seconds }]))?.[0];

  it('add up, and end together', async () => {
    expect(await add(0, 'payer one', 60)).toMatchObject({ name: 'payer one', count: 60 });
    const total = await add(1, 'payer one', 30, 600);
    expect(total?.count).toBe(90);
    expect(total?.milliseconds).toBeGreaterThan(50_000);
    expect(total?.milliseconds).toBeLessThanOrEqual(60_000);
    expect((await add(0, 'payer one', -20))?.count).toBe(70);
  });

  it('begin anew when their time is over, and are deleted in the end', async () => {
    await add(0, 'payer two', 60, 1);
    await pause(1100);
    expect((await add(1, 'payer two', 5, 1))?.count).toBe(5);
    await pause(1100);
    await counts[0]?.deleteOver();
    expect(await database.query('select name from payment.rate_count order by name')).toEqual([
      { name: 'payer one' },
    ]);
  });

  it('of a thousand callers are one statement, and two instances do not lock each other out', async () => {
    const callers = Array.from({ length: 1000 }, (_, n) => ({ name: `caller ${n}`, added: 1, seconds: 60 }));
    const rounds = Array.from({ length: 20 }, (_, n) =>
      counts[n % 2]?.add(n % 2 === 0 ? callers : callers.toReversed()),
    );
    await Promise.all(rounds);
    expect(
      await database.query("select distinct count from payment.rate_count where name like 'caller %'"),
    ).toEqual([{ count: 20 }]);
  });

  it('write nothing to the WAL', async () =>
    expect(
      await database.query("select relpersistence from pg_class where oid = 'payment.rate_count'::regclass"),
    ).toEqual([{ relpersistence: 'u' }]));
});
