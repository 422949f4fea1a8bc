import { randomBytes, randomUUID } from 'node:crypto';
import {
  eventually,
  startForTest,
  testDatabase,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { registration } from '../src/registration';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };

describe('limits over two instances of a service', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let services: [TestService, TestService];

  beforeAll(async () => {
    database = await testDatabase();
    const keys = {
      keyId: '1',
      encryption: randomBytes(32).toString('base64'),
      index: randomBytes(32).toString('base64'),
    };
    const start = (): Promise<TestService> => startForTest(registration(keys), database.url);
    services = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
  });

  const remove = (instance: 0 | 1, as = payer) =>
    services[instance].call(as, 'DELETE', `/v1/payers/me/beneficiaries/${randomUUID()}`);
  const removeMany = async (count: number, instance: 0 | 1): Promise<readonly number[]> => {
    const statuses: number[] = [];
    while (statuses.length < count)
      statuses.push(
        ...(await Promise.all(Array.from({ length: 25 }, () => remove(instance)))).map(
          ({ status }) => status,
        ),
      );
    return statuses;
  };

  it('count together, and refuse at both', async () => {
    expect((await remove(0)).headers.get('ratelimit')).toMatch(/"list";r=499;t=\d+/);
    expect(new Set(await removeMany(300, 0))).toEqual(new Set([204]));
    const both = [...(await removeMany(300, 1))];
    expect(both.filter((status) => status === 204).length).toBeGreaterThan(190);
    const refused = await eventually(
      () => remove(0),
      ({ status }) => status === 429,
    );
    expect(refused.body).toMatchObject({ code: 'too-many-requests', retryable: true });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect(refused.headers.get('ratelimit-policy')).toContain('"list";q=500;w=3600');
    expect(
      (
        await eventually(
          () => remove(1),
          ({ status }) => status === 429,
        )
      ).status,
    ).toBe(429);
    expect((await remove(0, { payer: 'payer-2', channel: 'wechat' })).status).toBe(204);
    expect(await database.query("select name from registration.rate_count where name like 'list %'")).toEqual(
      [{ name: 'list payer:wechat:payer-1' }],
    );
  });
});
