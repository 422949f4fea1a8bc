import { randomInt } from 'node:crypto';
import { Database } from '@canbao/postgres';
import {
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { registration } from '../src/registration';
import { identityKeys } from './identity-keys';

const checked = (body: string): string => body + checkDigitOf(body);
/** Made at run time: passes the check digit, stored nowhere. */
const numberOf = (sequence: number, birth = '19800101'): string =>
  checked(`370102${birth}${String(sequence).padStart(3, '0')}`);
const madeUpBirth = (): string => `19${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}`;
const name = '测试甲';

describe('finding a number by trying, on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let services: TestService[];
  const keys = identityKeys('1');

  beforeAll(async () => {
    database = await testDatabase();
    services = [
      await startForTest(registration(keys), database.url),
      await startForTest(registration(keys), database.url),
    ];
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
  });

  let payers = 0;
  const newPayer = (): TestRole => ({ payer: `payer-${(payers += 1)}`, channel: 'wechat' });
  const register = async (idNumber: string, called = name): Promise<string> =>
    (await (services[0] as TestService).call('hrss', 'POST', '/v1/persons', { idNumber, name: called })).body
      .personId as string;
  const add = (as: TestRole, idNumber: string, called = name, instance = 0): Promise<Reply> =>
    (services[instance] as TestService).call(as, 'POST', '/v1/payers/me/beneficiaries', {
      idNumber,
      name: called,
    });
  const codesOf = (replies: readonly Reply[]): Record<string, number> =>
    Object.fromEntries(
      [...Map.groupBy(replies, ({ status, body }) => `${status} ${body.code ?? 'added'}`)].map(
        ([code, all]) => [code, all.length],
      ),
    );

  it('ends after five misses, over two instances that are asked at once', async () => {
    const [payer, birth] = [newPayer(), madeUpBirth()];
    const right = randomInt(400, 700);
    await register(numberOf(right, birth));
    const replies: Reply[] = [];
    for (let from = 300; from < 720; from += 60)
      replies.push(
        ...(await Promise.all(
          Array.from({ length: 60 }, (_, n) => add(payer, numberOf(from + n, birth), name, n % 2)),
        )),
      );
    const codes = codesOf(replies);
    expect(codes['201 added']).toBeUndefined();
    expect(codes['422 no-matching-person']).toBe(5);
    expect(codes['429 too-many-misses']).toBeGreaterThan(350);
    const locked = await add(payer, numberOf(right, birth));
    expect(locked.body).toMatchObject({
      status: 429,
      code: 'too-many-misses',
      retryable: true,
      userMessage: expect.stringMatching(/^\p{Script=Han}/u),
    });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('stays locked through a restart, for the one who tried and for nobody else', async () => {
    const [payer, birth] = [newPayer(), madeUpBirth()];
    const personId = await register(numberOf(900, birth));
    for (let n = 0; n < 5; n += 1) await add(payer, numberOf(n, birth));
    await (services[1] as TestService).stop();
    services[1] = await startForTest(registration(keys), database.url);
    expect((await add(payer, numberOf(900, birth), name, 1)).body.code).toBe('too-many-misses');
    expect((await add(newPayer(), numberOf(900, birth), name, 1)).body).toEqual({ personId });
  });

  it('ends for one number over all payers, and for one name and birth day', async () => {
    const idNumber = numberOf(1, madeUpBirth());
    await register(idNumber);
    for (let n = 0; n < 5; n += 1) await add(newPayer(), idNumber, `测试${'乙丙丁戊己'[n]}`);
    expect((await add(newPayer(), idNumber)).body.code).toBe('too-many-misses');
    const birth = madeUpBirth();
    await register(numberOf(99, birth), '测试庚');
    for (let n = 0; n < 20; n += 1) await add(newPayer(), numberOf(n, birth), '测试庚');
    expect((await add(newPayer(), numberOf(99, birth), '测试庚')).body.code).toBe('too-many-misses');
  });

  it('takes the same work and gives the same answer for an unknown number and a wrong name', async () => {
    const known = numberOf(1, madeUpBirth());
    await register(known);
    const queries = jest.spyOn(Database.prototype, 'query');
    const missed = async (idNumber: string): Promise<unknown> => {
      const [{ last = '0' } = {}] = await database.query(
        'select max(position)::text as last from registration.events',
      );
      queries.mockClear();
      const { status, body, headers } = await add(newPayer(), idNumber, '别名乙');
      const { traceId: _, ...said } = body;
      const texts = queries.mock.calls.map(([text]) => text).filter((text) => text.includes('identity'));
      const events = await database.query(
        `select type, split_part(stream, '-', 1) as stream, length(data::text) as size
          from registration.events where position > $1 and stream not like 'seals%' order by position`,
        [last],
      );
      return { status, said, names: [...headers.keys()], texts, events };
    };
    const wrongName = await missed(known);
    expect(wrongName).toMatchObject({ status: 422, texts: { length: 2 }, events: { length: 4 } });
    expect(await missed(numberOf(2, madeUpBirth()))).toEqual(wrongName);
    queries.mockRestore();
  });

  it('leaves every miss behind, with nothing of the number or the name', async () => {
    const [payer, idNumber] = [newPayer() as { payer: string }, numberOf(5, madeUpBirth())];
    await add(payer as TestRole, idNumber);
    const misses = await database.query(
      `select type, data->>'counted' as counted, actor, data::text as data, stream
        from registration.events where actor = $1 and type <> 'PersonalDataRead' order by position`,
      [`payer:wechat:${payer.payer}`],
    );
    expect(misses.map(({ type, counted }) => [type, counted])).toEqual([
      ['IdentityCheckFailed', 'payer'],
      ['IdentityCheckFailed', 'number'],
      ['IdentityCheckFailed', 'person'],
    ]);
    for (const text of misses.flatMap(({ data, stream }) => [data, stream] as string[])) {
      expect(text).not.toContain(name);
      expect(text).not.toContain(idNumber.slice(6, 14));
    }
  });

  it('locks nobody who tries again and again before the bureau has registered the person', async () => {
    const [payer, idNumber] = [newPayer(), numberOf(7, madeUpBirth())];
    for (let n = 0; n < 8; n += 1)
      expect((await add(payer, idNumber, '测试壬', n % 2)).body.code).toBe('no-matching-person');
    const personId = await register(idNumber, '测试壬');
    expect((await add(payer, idNumber, '测试壬')).body).toEqual({ personId });
  });

  it('is no way round the limit: 64 additions at once leave 50 persons on the list', async () => {
    const payer = newPayer();
    const birth = madeUpBirth();
    const numbers = Array.from({ length: 64 }, (_, n) => numberOf(n, birth));
    for (const idNumber of numbers) await register(idNumber, '测试辛');
    const replies: Reply[] = [];
    let waiting = numbers;
    while (waiting.length > 0) {
      const tried = await Promise.all(waiting.map((idNumber, n) => add(payer, idNumber, '测试辛', n % 2)));
      replies.push(...tried.filter(({ status }) => status !== 503));
      waiting = waiting.filter((_, n) => tried[n]?.status === 503);
    }
    expect(codesOf(replies)).toEqual({ '201 added': 50, '422 too-many-beneficiaries': 14 });
    const list = await (services[0] as TestService).call(payer, 'GET', '/v1/payers/me/beneficiaries');
    expect(list.body.items).toHaveLength(50);
    const [first] = list.body.items;
    await (services[0] as TestService).call(payer, 'DELETE', `/v1/payers/me/beneficiaries/${first.personId}`);
    const after = await Promise.all(numbers.map((idNumber) => add(payer, idNumber, '测试辛')));
    expect(after.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(50);
    expect(
      (await (services[0] as TestService).call(payer, 'GET', '/v1/payers/me/beneficiaries')).body.items,
    ).toHaveLength(50);
  });
});
