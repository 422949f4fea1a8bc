import { randomInt } from 'node:crypto';
import {
  testDatabase,
  eventually,
  startForTest,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { registration } from '../src/registration';
import { identityKeys } from './identity-keys';

/** Generated: the repository contains no real-looking identity number. */
const madeUpNumber = (sequence: number): string => {
  const body = `3701021975${String(randomInt(1, 13)).padStart(2, '0')}15${String(sequence).padStart(3, '0')}`;
  return body + checkDigitOf(body);
};
const name = '测试甲';

type Keys = ReturnType<typeof identityKeys>;
type Progress = {
  current: string;
  remaining: number;
  keys: { keyId: string; persons: number; digests: number }[];
};

describe('the identity keys of a vault in use', () => {
  const [first, second] = [identityKeys('1'), identityKeys('2')];
  const both: Keys = { current: '1', keys: [...first.keys, ...second.keys] };
  const moving: Keys = { ...both, current: '2' };
  const numbers = Array.from({ length: 230 }, (_, sequence) => madeUpNumber(sequence + 1));
  const ids = new Map<string, string>();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;

  const started = async (keys: Keys): Promise<TestService> => {
    service = await startForTest(registration(keys), database.url);
    return service;
  };
  const register = (idNumber: string, called = name): Promise<Reply> =>
    service.call('hrss', 'POST', '/v1/persons', { idNumber, name: called });
  const progress = async (): Promise<Progress> =>
    (await service.call('operator', 'GET', '/v1/identity-keys')).body;
  const asStored = (): Promise<{ key_id: string; persons: number }[]> =>
    database.query(
      'select key_id, count(*)::int as persons from registration.identity group by 1 order by 1',
    );

  beforeAll(async () => {
    database = await testDatabase();
    await started(first);
    await Promise.all(
      numbers.map(async (idNumber) => ids.set(idNumber, (await register(idNumber)).body.personId)),
    );
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('are one at first', async () => {
    expect(await progress()).toEqual({
      current: '1',
      remaining: 0,
      keys: [{ keyId: '1', persons: 230, digests: 230 }],
    });
  });

  it('may be followed by another, which seals nothing yet but finds whoever comes', async () => {
    await service.stop();
    await started(both);
    const idNumber = madeUpNumber(900);
    numbers.push(idNumber);
    ids.set(idNumber, (await register(idNumber)).body.personId);
    expect((await progress()).keys).toEqual([
      { keyId: '1', persons: 231, digests: 231 },
      { keyId: '2', persons: 0, digests: 1 },
    ]);
  });

  it('move under traffic, through a kill in the middle, and every person stays found', async () => {
    await service.stop();
    // Slowly: the service ends with some persons moved and some not.
    await database.query(
      `create function registration.slow() returns trigger language plpgsql as
        $$ begin perform pg_sleep(0.004); return new; end $$;
      create trigger slow before update on registration.identity
        for each row execute function registration.slow()`,
    );
    await started(moving);
    await eventually(asStored, (rows) => rows.some(({ key_id: id }) => id === '2'));
    for (const idNumber of numbers.slice(0, 20))
      expect((await register(idNumber)).body).toMatchObject({ personId: ids.get(idNumber) });
    await service.stop();
    await database.query('drop trigger slow on registration.identity');
    await started(moving);
    await eventually(progress, ({ remaining }) => remaining === 0);
    expect(await asStored()).toEqual([{ key_id: '2', persons: 231 }]);
    for (const idNumber of [numbers[0], numbers[229], numbers[230]] as string[])
      expect((await register(idNumber)).body).toMatchObject({ personId: ids.get(idNumber) });
  });

  it('correct a number while both are known, and it is free again under each', async () => {
    const [personId, corrected] = [ids.get(numbers[5] as string), madeUpNumber(901)];
    const reply = await service.call('hrss', 'PUT', `/v1/persons/${personId}/identity-number`, {
      idNumber: corrected,
    });
    expect({ status: reply.status, body: reply.body }).toMatchObject({ status: 200 });
    expect((await register(corrected)).body).toMatchObject({ personId });
    const current = await database.query(
      'select key_id from registration.identity_index where person_id = $1 and is_current order by 1',
      [personId],
    );
    expect(current).toEqual([{ key_id: '1' }, { key_id: '2' }]);
  });

  it('let the former one go: the service starts without it, and its digests are forgotten', async () => {
    await service.stop();
    await started(second);
    await eventually(progress, ({ keys }) => keys.length === 1);
    for (const idNumber of [numbers[0], numbers[200], numbers[230]] as string[])
      expect((await register(idNumber)).body).toMatchObject({ personId: ids.get(idNumber) });
  });

  it.each([
    [
      'a key that persons need is missing',
      identityKeys('3'),
      '231 persons are sealed with the identity key 2',
    ],
    ['a key has the id of another', identityKeys('2'), 'The identity key 2 of IDENTITY_KEYS is not the one'],
    [
      'a key opens but does not find',
      {
        current: '2',
        keys: [
          { ...(second.keys[0] as Keys['keys'][number]), index: identityKeys('2').keys[0]?.index ?? '' },
        ],
      },
      'The identity key 2 of IDENTITY_KEYS is not the one',
    ],
  ])('keep the service from starting where %s', async (_, keys, sentence) => {
    await expect(startForTest(registration(keys), database.url)).rejects.toThrow(sentence);
  });

  it('write no number and no secret into the log', () => {
    const log = service.logged.join('\n');
    expect(log).toContain('registration is up');
    for (const secret of [...numbers, ...moving.keys.flatMap(({ encryption, index }) => [encryption, index])])
      expect(log).not.toContain(secret);
  });
});
