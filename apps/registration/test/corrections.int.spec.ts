import { randomInt, randomUUID } from 'node:crypto';
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
const madeUpNumber = (): string =>
  checked(`37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`);
/** A number of the first generation: no century, no check digit. */
const firstGeneration = (number: string): string => number.slice(0, 6) + number.slice(8, 17);

describe('corrections of names and numbers on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;

  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(registration(identityKeys('1')), database.url);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  let payers = 0;
  const newPayer = (): TestRole => ({ payer: `payer-${(payers += 1)}`, channel: 'wechat' });
  const register = (idNumber: string, name: string, as: TestRole = 'hrss'): Promise<Reply> =>
    service.call(as, 'POST', '/v1/persons', { idNumber, name });
  const registered = async (idNumber: string, name: string, ...as: TestRole[]): Promise<string> => {
    const replies = [];
    for (const bureau of as) replies.push(await register(idNumber, name, bureau));
    expect(replies.map(({ status }) => status)).toEqual(as.map(() => 201));
    return replies[0]?.body.personId as string;
  };
  const add = (idNumber: string, name: string, as = newPayer()): Promise<Reply> =>
    service.call(as, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
  const correct = (
    personId: string,
    field: 'name' | 'identity-number',
    value: string,
    as: TestRole = 'hrss',
  ) =>
    service.call(as, 'PUT', `/v1/persons/${personId}/${field}`, {
      [field === 'name' ? 'name' : 'idNumber']: value,
    });
  const eventsOf = (personId: string) =>
    database.query(
      `select type, data::jsonb - 'personId' as data, actor
       from registration.events
       where coalesce(subject, data->>'personId') = $1 and type <> 'PersonalDataRead' order by position`,
      [personId],
    );
  const typesOf = async (personId: string) => (await eventsOf(personId)).map(({ type }) => type);
  /** The history of a field without its sealed values. */
  const historyOf = (personId: string, field: string) =>
    database.query(
      `select source, version, given_by is not null as by, until is null as current
       from registration.identity_version where person_id = $1 and field = $2 order by source, version`,
      [personId, field],
    );

  describe('a name', () => {
    it('is put right by the bureau that gave it: the new one is accepted, the old one refused', async () => {
      const idNumber = madeUpNumber();
      const personId = await registered(idNumber, '测试甲', 'hrss');
      expect((await correct(personId, 'name', '测试乙')).body).toEqual({ personId, version: 2 });
      expect((await register(idNumber, '测试乙')).body).toEqual({ personId });
      expect((await register(idNumber, '测试甲')).body.code).toBe('name-mismatch');
      expect((await add(idNumber, '测试乙')).body).toEqual({ personId });
      expect((await add(idNumber, '测试甲')).body.code).toBe('no-matching-person');
      expect(await historyOf(personId, 'name')).toEqual([
        { source: 'hrss', version: 1, by: true, current: false },
        { source: 'hrss', version: 2, by: true, current: true },
      ]);
      expect((await eventsOf(personId))[1]).toEqual({
        type: 'NameCorrected',
        data: { bureau: 'hrss', version: 2 },
        actor: expect.stringMatching(/./),
      });
    });

    it('is shown to a payer who has the person on the list', async () => {
      const idNumber = madeUpNumber();
      const personId = await registered(idNumber, '测试甲', 'hrss');
      const payer = newPayer();
      await add(idNumber, '测试甲', payer);
      await correct(personId, 'name', '王五');
      expect((await service.call(payer, 'GET', '/v1/payers/me/beneficiaries')).body.items).toEqual([
        { personId, maskedName: '王*' },
      ]);
    });

    it('is put right once by the same call, repeated or at once', async () => {
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => correct(personId, 'name', '测试乙')),
      );
      expect(replies.map(({ body }) => body)).toEqual(replies.map(() => ({ personId, version: 2 })));
      expect((await correct(personId, 'name', '测试乙')).body).toEqual({ personId, version: 2 });
      expect(await typesOf(personId)).toEqual(['PersonRegistered', 'NameCorrected']);
    });

    it('that several clerks put right at once differently has a version of each, and one holds', async () => {
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      const replies = await Promise.all(
        ['甲', '乙', '丙', '丁'].map((last) => correct(personId, 'name', `陈${last}`)),
      );
      expect(replies.map(({ body }) => body.version as number).toSorted()).toEqual([2, 3, 4, 5]);
      const history = await historyOf(personId, 'name');
      expect(history.map(({ version, current }) => [version, current])).toEqual([
        [1, false],
        [2, false],
        [3, false],
        [4, false],
        [5, true],
      ]);
      expect((await eventsOf(personId)).slice(1).map(({ data }) => data.version)).toEqual([2, 3, 4, 5]);
    });

    it('corrected to the one it has is no correction', async () => {
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      expect((await correct(personId, 'name', '测试甲')).body).toEqual({ personId, version: 1 });
      expect(await typesOf(personId)).toEqual(['PersonRegistered']);
    });

    it('is put right by each bureau for itself, and the difference is a case until it is settled', async () => {
      const idNumber = madeUpNumber();
      const personId = await registered(idNumber, '测试甲', 'hrss', 'medical-bureau');
      expect((await correct(personId, 'name', '测试乙', 'medical-bureau')).body.version).toBe(2);
      expect((await register(idNumber, '测试甲')).body).toEqual({ personId });
      expect((await register(idNumber, '测试乙')).body.code).toBe('name-mismatch');
      expect((await register(idNumber, '测试甲', 'medical-bureau')).body.code).toBe('name-mismatch');
      expect((await add(idNumber, '测试甲')).body).toEqual({ personId });
      expect((await add(idNumber, '测试乙')).body).toEqual({ personId });
      await correct(personId, 'name', '测试乙');
      const ofPerson = (await typesOf(personId)).filter((type) => !type.startsWith('Beneficiar'));
      expect(ofPerson).toEqual([
        'PersonRegistered',
        'NameCorrected',
        'NameDifferenceNoted',
        'NameCorrected',
        'NameDifferenceSettled',
      ]);
    });

    it('is not put right by a bureau that has not given one, nor of nobody, nor to what is no name', async () => {
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      expect((await correct(personId, 'name', '测试乙', 'medical-bureau')).body).toMatchObject({
        status: 403,
        code: 'given-by-other-bureau',
      });
      expect((await correct(personId, 'name', '测试乙', 'tax-desk')).body.code).toBe('forbidden');
      expect((await correct(randomUUID(), 'name', '测试乙')).body).toMatchObject({
        status: 404,
        code: 'person-not-found',
      });
      expect((await correct(personId, 'name', '李*')).body).toMatchObject({
        status: 422,
        code: 'name-invalid',
      });
      expect(await historyOf(personId, 'name')).toHaveLength(1);
    });
  });

  describe('an identity number', () => {
    it('is put right: payers and bureaus find the person by the new one', async () => {
      const [wrong, right] = [madeUpNumber(), madeUpNumber()];
      const personId = await registered(wrong, '测试甲', 'hrss', 'medical-bureau');
      expect((await correct(personId, 'identity-number', right)).body).toEqual({ personId, version: 2 });
      expect((await correct(personId, 'identity-number', right.toLowerCase())).body.version).toBe(2);
      expect((await add(right, '测试甲')).body).toEqual({ personId });
      expect((await add(wrong, '测试甲')).body.code).toBe('no-matching-person');
      expect((await register(right, '测试甲', 'medical-bureau')).body).toEqual({ personId });
      expect(await historyOf(personId, 'id-number')).toEqual([
        { source: 'hrss', version: 1, by: true, current: false },
        { source: 'hrss', version: 2, by: true, current: true },
      ]);
      expect((await eventsOf(personId))[1]).toMatchObject({
        type: 'IdentityNumberCorrected',
        data: { bureau: 'hrss', version: 2 },
      });
    });

    it('that was wrong makes no second person of a bureau that still has it, but may be the true one of another', async () => {
      const [wrong, right] = [madeUpNumber(), madeUpNumber()];
      const personId = await registered(wrong, '测试甲', 'hrss', 'medical-bureau');
      await correct(personId, 'identity-number', right);
      expect((await register(wrong, '测试甲', 'medical-bureau')).body).toMatchObject({
        status: 409,
        code: 'identity-number-corrected',
      });
      const trueHolder = await register(wrong, '别名乙');
      expect(trueHolder.status).toBe(201);
      expect(trueHolder.body.personId).not.toBe(personId);
      expect((await correct(personId, 'identity-number', wrong)).body.code).toBe('identity-number-in-use');
    });

    it('can be put back, and counts its versions across the bureaus', async () => {
      const [first, second] = [madeUpNumber(), madeUpNumber()];
      const personId = await registered(first, '测试甲', 'hrss', 'medical-bureau');
      await correct(personId, 'identity-number', second);
      expect((await correct(personId, 'identity-number', first, 'medical-bureau')).body.version).toBe(3);
      expect((await register(first, '测试甲')).body).toEqual({ personId });
    });

    it('that another person has is refused, also when both are put right to it at once', async () => {
      const [taken, free] = [madeUpNumber(), madeUpNumber()];
      await registered(taken, '别名乙', 'hrss');
      const personIds = [
        await registered(madeUpNumber(), '测试甲', 'hrss'),
        await registered(madeUpNumber(), '测试甲', 'hrss'),
      ];
      const [personId = ''] = personIds;
      expect((await correct(personId, 'identity-number', taken)).body).toMatchObject({
        status: 409,
        code: 'identity-number-in-use',
      });
      const replies = await Promise.all(personIds.map((id) => correct(id, 'identity-number', free)));
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    });

    it('of the first generation becomes one of 18 digits, as at registration', async () => {
      const right = madeUpNumber();
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      await correct(personId, 'identity-number', firstGeneration(right));
      expect((await register(right, '测试甲')).body).toEqual({ personId });
      expect((await correct(personId, 'identity-number', right)).body.version).toBe(2);
    });

    it('is not put right by a bureau that has not registered the person, nor to what is no number', async () => {
      const personId = await registered(madeUpNumber(), '测试甲', 'hrss');
      const right = madeUpNumber();
      expect((await correct(personId, 'identity-number', right, 'medical-bureau')).body).toMatchObject({
        status: 403,
        code: 'given-by-other-bureau',
      });
      const wrong = right.slice(0, -1) + (right.endsWith('0') ? '1' : '0');
      const refused = await correct(personId, 'identity-number', wrong);
      expect(refused.body).toMatchObject({ status: 422, code: 'identity-number-invalid' });
      expect(JSON.stringify(refused.body)).not.toContain(wrong);
      expect(await historyOf(personId, 'id-number')).toHaveLength(1);
    });
  });

  it('a person registered before names had bureaus and values had versions is put right too', async () => {
    const idNumber = madeUpNumber();
    const personId = await registered(idNumber, '测试甲', 'hrss');
    await database.query('update registration.identity set source = null where person_id = $1', [personId]);
    await database.query(
      "update registration.identity_version set source = 'unknown', given_by = null where person_id = $1",
      [personId],
    );
    expect((await correct(personId, 'name', '测试乙', 'medical-bureau')).body.version).toBe(2);
    expect(await historyOf(personId, 'name')).toEqual([
      { source: 'medical-bureau', version: 2, by: true, current: true },
      { source: 'unknown', version: 1, by: false, current: false },
    ]);
  });
});
