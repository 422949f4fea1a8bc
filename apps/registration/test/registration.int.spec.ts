import { randomInt, randomUUID } from 'node:crypto';
import {
  differences,
  eventually,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { storage, registration } from '../src/registration';
import { identityKeys } from './identity-keys';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const checked = (body: string): string => body + checkDigitOf(body);
/** Made at run time: passes the check digit, stored nowhere. */
const madeUpNumber = (): string =>
  checked(`37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`);
const name = '测试甲';

describe('registration on a real database and broker', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  /** Every number the specs have sent, for the search at the end. */
  const sent: string[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(registration(identityKeys('1')), database.url);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const number = (): string => {
    const made = madeUpNumber();
    sent.push(made);
    return made;
  };
  const register = (idNumber: string, as: TestRole = 'hrss', called = name): Promise<Reply> =>
    service.call(as, 'POST', '/v1/persons', { idNumber, name: called });
  const add = (idNumber: string, called = name, as = payer): Promise<Reply> =>
    service.call(as, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name: called });

  const typesOf = async (personId: string): Promise<unknown[]> =>
    (
      await database.query(
        `select type from registration.events
         where coalesce(subject, data->>'personId') = $1 and type <> 'PersonalDataRead' order by position`,
        [personId],
      )
    ).map(({ type }) => type);

  it('makes one person of a number that two bureaus register twenty times at once', async () => {
    const idNumber = number();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        register(idNumber, index % 2 === 0 ? 'hrss' : 'medical-bureau'),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    const ids = new Set(replies.map(({ body }) => body.personId as string));
    expect(ids.size).toBe(1);
    const [personId] = ids;
    expect(
      await database.query('select count(*)::int as rows from registration.identity where person_id = $1', [
        personId,
      ]),
    ).toEqual([{ rows: 1 }]);
    expect(
      await database.query(
        `select type, version from registration.events
          where coalesce(subject, data->>'personId') = $1 and type <> 'PersonalDataRead'`,
        [personId],
      ),
    ).toEqual([{ type: 'PersonRegistered', version: 1 }]);
  });

  it('recognises a number whatever the case of its X', async () => {
    let idNumber = number();
    while (!idNumber.endsWith('X')) idNumber = madeUpNumber();
    sent.push(idNumber);
    const first = await register(idNumber);
    expect(first.status).toBe(201);
    expect((await register(idNumber.toLowerCase())).body.personId).toBe(first.body.personId);
  });

  it('takes a name with another dot, case or width for the same, and keeps it as it was given', async () => {
    const idNumber = number();
    const first = await register(idNumber, 'hrss', '测试．Anna');
    expect(first.status).toBe(201);
    expect((await register(idNumber, 'medical-bureau', '测试·ＡＮＮＡ')).body).toEqual(first.body);
    expect((await add(idNumber, '测试• anna', { payer: 'payer-2', channel: 'wechat' })).body).toEqual(
      first.body,
    );
  });

  it('moves a person to 高新区 whichever of its two codes the bureau sends', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const path = `/v1/persons/${personId}/enrolments/pension`;
    const body = { district: '370176', from: '2020-01-01' };
    expect((await service.call('hrss', 'PUT', path, body)).body).toMatchObject({ district: '370171' });
  });

  it('lets each bureau know a person by a name of its own, and a payer use either', async () => {
    const idNumber = number();
    const first = await register(idNumber, 'hrss');
    const second = await register(idNumber, 'medical-bureau', '测试假');
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect((await register(idNumber, 'medical-bureau', '测试假')).body).toEqual(first.body);
    expect((await register(idNumber, 'medical-bureau', '别名乙')).body.code).toBe('name-mismatch');
    const other: TestRole = { payer: 'payer-3', channel: 'wechat' };
    expect((await add(idNumber, '测试假', other)).body).toEqual(first.body);
    expect((await add(idNumber, name, other)).body).toEqual(first.body);
    expect(
      await database.query(
        `select type from registration.events
        where coalesce(subject, data->>'personId') = $1 and type <> 'PersonalDataRead' order by position`,
        [first.body.personId],
      ),
    ).toEqual([
      { type: 'PersonRegistered' },
      { type: 'NameDifferenceNoted' },
      { type: 'BeneficiaryAdded' },
      { type: 'BeneficiariesCounted' },
    ]);
  });

  it('refuses a number known under another name, without saying which', async () => {
    const idNumber = number();
    await register(idNumber);
    const reply = await register(idNumber, 'hrss', '别名乙');
    expect(reply.body).toMatchObject({ status: 409, code: 'name-mismatch' });
    expect(JSON.stringify(reply.body)).not.toContain(name);
  });

  it.each([
    ['a wrong check digit', (good: string) => good.slice(0, -1) + (good.endsWith('0') ? '1' : '0')],
    ['a day that does not exist', (good: string) => checked(`${good.slice(0, 10)}0231${good.slice(14, 17)}`)],
    ['a birth in the future', (good: string) => checked(`${good.slice(0, 6)}2099${good.slice(10, 17)}`)],
    ['fifteen digits', (good: string) => good.slice(0, 15)],
  ])('refuses a number with %s, stores nothing and does not repeat it', async (_, spoil) => {
    const wrong = spoil(madeUpNumber());
    sent.push(wrong);
    const before = await database.query('select count(*)::int as rows from registration.identity');
    const reply = await register(wrong);
    expect(reply.body).toMatchObject({
      status: 422,
      code: 'identity-number-invalid',
      retryable: false,
      userMessage: expect.stringMatching(/[\u4e00-\u9fff]/),
    });
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(reply.body)).not.toContain(wrong);
    expect(await database.query('select count(*)::int as rows from registration.identity')).toEqual(before);
  });

  it('finds a person by the blind index, does not tell a wrong name from an unknown number, and records every access', async () => {
    const idNumber = number();
    const { personId } = (await register(idNumber)).body as { personId: string };
    expect((await add(idNumber)).body).toEqual({ personId });
    const [wrongName, unknown] = [await add(idNumber, '别名乙'), await add(number())];
    const { traceId: _, ...first } = wrongName.body;
    const { traceId: __, ...second } = unknown.body;
    expect(first).toMatchObject({ status: 422, code: 'no-matching-person' });
    expect(second).toEqual(first);
    expect((await service.call(payer, 'GET', '/v1/payers/me/beneficiaries')).body.items).toEqual([
      { personId, maskedName: expect.not.stringContaining(name) },
    ]);
    const reads = await database.query(
      `select data->>'purpose' as purpose, actor from registration.events
        where stream like 'reads-' || $1::text || '-%' order by position`,
      [personId],
    );
    expect(reads).toEqual([
      { purpose: 'match', actor: 'payer:wechat:payer-1' },
      { purpose: 'match', actor: 'payer:wechat:payer-1' },
      { purpose: 'own-list', actor: 'payer:wechat:payer-1' },
    ]);
  });

  it('seals a number differently under each data key: no two rows share a byte string, and the index is no plain hash', async () => {
    await register(number());
    const rows = await database.query(
      `select encode(data_key, 'hex') as key, encode(id_number, 'hex') as number,
         encode(name, 'hex') as name, encode(digest, 'hex') as index
       from registration.identity join registration.identity_index using (person_id)`,
    );
    for (const column of ['key', 'number', 'name', 'index'])
      expect(new Set(rows.map((row) => row[column])).size).toBe(rows.length);
    const hashes = await database.query(
      "select encode(sha256(convert_to(n, 'UTF8')), 'hex') as hash from unnest($1::text[]) n",
      [sent],
    );
    expect(rows.filter(({ index }) => hashes.some(({ hash }) => hash === index))).toEqual([]);
  });

  it('lets only the bureau of the insurance move a person, and refuses an unknown person', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const body = { district: '370102', from: '2020-01-01' };
    expect(
      (await service.call('medical-bureau', 'PUT', `/v1/persons/${personId}/enrolments/pension`, body)).body
        .code,
    ).toBe('forbidden');
    expect(
      (await service.call('hrss', 'PUT', `/v1/persons/${personId}/enrolments/pension`, body)).body,
    ).toEqual({ personId, insurance: 'pension', ...body });
    expect(
      (await service.call('hrss', 'PUT', `/v1/persons/${randomUUID()}/enrolments/pension`, body)).body,
    ).toMatchObject({ status: 404, code: 'person-not-found' });
  });

  it('keeps the enrolment of today when a change from a later day is reported, and takes corrections', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const path = `/v1/persons/${personId}/enrolments`;
    const put = (body: object, to = 'medical'): Promise<Reply> =>
      service.call('medical-bureau', 'PUT', `${path}/${to}`, body);
    const pooled = { district: '370102', scheme: 'pooled', from: '2020-01-01' };
    const later = { district: '370102', scheme: 'with-account', from: '2099-01-01' };
    await put(pooled);
    await put(later);
    expect((await service.call('medical-bureau', 'GET', path)).body).toMatchObject({
      medical: { ...pooled, endedOn: '2098-12-31' },
      periods: { medical: [{ ...pooled, endedOn: '2098-12-31' }, later] },
    });
    expect((await service.call('hrss', 'GET', path)).body).toEqual({ personId, periods: { pension: [] } });
    expect((await service.call('tax-desk', 'GET', path)).body.periods).toEqual({
      pension: [],
      medical: [{ ...pooled, endedOn: '2098-12-31' }, later],
    });
    const corrected = { ...pooled, from: '2020-02-01', corrects: '2020-01-01' };
    expect((await put(corrected)).body).toEqual({ personId, insurance: 'medical', ...corrected });
    expect((await put({ ...corrected, corrects: '2019-01-01', from: '2020-03-01' })).body).toMatchObject({
      status: 422,
      code: 'nothing-to-correct',
    });
    await service.call('medical-bureau', 'POST', `${path}/medical/end`, {
      on: '2022-05-31',
      reason: 'stopped',
    });
    expect((await put({ on: '2022-06-30', reason: 'retired' }, 'medical/end')).body).toEqual({
      personId,
      endedOn: '2022-06-30',
    });
    expect((await service.call('medical-bureau', 'GET', path)).body.periods.medical).toEqual([
      { district: '370102', scheme: 'pooled', from: '2020-02-01', endedOn: '2022-06-30' },
    ]);
  });

  it('records a death by either bureau, after a stop too, and enrols nobody after it', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const path = `/v1/persons/${personId}`;
    const pension = { district: '370102', from: '2020-01-01' };
    await service.call('hrss', 'PUT', `${path}/enrolments/pension`, pension);
    const end = (body: object): Promise<Reply> =>
      service.call('hrss', 'POST', `${path}/enrolments/pension/end`, body);
    await end({ on: '2022-03-31', reason: 'stopped' });
    const death = (on: string, as: TestRole = 'medical-bureau'): Promise<Reply> =>
      service.call(as, 'PUT', `${path}/death`, { on });
    expect((await death('2022-04-10')).body).toEqual({ personId, diedOn: '2022-04-10' });
    expect((await death('2099-01-01')).body).toMatchObject({ status: 422, code: 'death-in-future' });
    expect((await death('2022-04-10', 'tax-desk')).body.code).toBe('forbidden');
    expect((await end({ on: '2022-04-11', reason: 'death' })).body).toEqual({
      personId,
      endedOn: '2022-04-11',
    });
    expect((await service.call('hrss', 'GET', `${path}/enrolments`)).body).toMatchObject({
      diedOn: '2022-04-11',
      pension: { ...pension, endedOn: '2022-03-31' },
    });
    expect((await service.call('hrss', 'PUT', `${path}/enrolments/pension`, pension)).body.code).toBe(
      'person-deceased',
    );
  });

  it('takes cover through an employer from the bureau of the insurance, and takes it back', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const path = `/v1/persons/${personId}/enrolments/medical/employer-cover`;
    const body = { from: '2022-05', until: '2022-08' };
    expect((await service.call('medical-bureau', 'PUT', path, body)).body).toEqual({
      personId,
      insurance: 'medical',
      ...body,
    });
    const enrolments = `/v1/persons/${personId}/enrolments`;
    expect((await service.call('medical-bureau', 'GET', enrolments)).body.employerCovers).toEqual({
      medical: [body],
    });
    expect((await service.call('hrss', 'GET', enrolments)).body).not.toHaveProperty('employerCovers');
    expect((await service.call('hrss', 'PUT', path, body)).body.code).toBe('forbidden');
    expect((await service.call('hrss', 'DELETE', `${path}/2022-05`)).body.code).toBe('forbidden');
    expect((await service.call('medical-bureau', 'DELETE', `${path}/2022-06`)).body).toMatchObject({
      status: 404,
      code: 'nothing-to-withdraw',
      details: { coveredFrom: ['2022-05'] },
    });
    const withdrawn = { personId, insurance: 'medical', from: '2022-05' };
    const replies = await Promise.all(
      [1, 2, 3].map(() => service.call('medical-bureau', 'DELETE', `${path}/2022-05`)),
    );
    expect(replies.map(({ body: reply }) => reply)).toEqual([withdrawn, withdrawn, withdrawn]);
    expect(await typesOf(personId)).toEqual([
      'PersonRegistered',
      'EmployerCoverNoted',
      'EmployerCoverWithdrawn',
    ]);
  });

  it('takes back a death that was reported by mistake, by the bureau that reported it', async () => {
    const { personId } = (await register(number())).body as { personId: string };
    const path = `/v1/persons/${personId}`;
    const pension = { district: '370102', from: '2020-01-01' };
    await service.call('hrss', 'PUT', `${path}/enrolments/pension`, pension);
    const withdraw = (as: TestRole): Promise<Reply> => service.call(as, 'DELETE', `${path}/death`);
    expect((await withdraw('hrss')).body).toMatchObject({ status: 404, code: 'nothing-to-withdraw' });
    await service.call('medical-bureau', 'PUT', `${path}/death`, { on: '2022-04-10' });
    expect((await withdraw('hrss')).body).toMatchObject({ status: 403, code: 'given-by-other-bureau' });
    expect((await withdraw('tax-desk')).body.code).toBe('forbidden');
    await service.call('hrss', 'PUT', `${path}/death`, { on: '2022-04-12' });
    expect((await withdraw('hrss')).body).toEqual({ personId, diedOn: '2022-04-10' });
    expect((await withdraw('hrss')).body).toEqual({ personId, diedOn: '2022-04-10' });
    expect((await withdraw('medical-bureau')).body).toEqual({ personId });
    const enrolments = (await service.call('hrss', 'GET', `${path}/enrolments`)).body;
    expect(enrolments).toMatchObject({ pension, periods: { pension: [pension] } });
    expect(enrolments).not.toHaveProperty('diedOn');
    const moved = { district: '370112', from: '2022-05-01' };
    expect((await service.call('hrss', 'PUT', `${path}/enrolments/pension`, moved)).status).toBe(200);
    expect((await service.call('hrss', 'DELETE', `/v1/persons/${randomUUID()}/death`)).body).toMatchObject({
      status: 404,
      code: 'person-not-found',
    });
  });

  it('never writes a number or a name in the clear: not into any column of any table, nor into the log', async () => {
    const missed = number();
    await service.call('hrss', 'POST', '/v1/persons', { idNumber: missed, name, extra: missed });
    await service.call('hrss', 'GET', `/v1/persons/${missed}/nothing`);
    await eventually(
      () => database.query('select cursor from registration.relay where cursor > 0'),
      (rows) => rows.length > 0,
      3000,
    );
    const columns = await database.query(
      `select table_schema, table_name, column_name from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema')`,
    );
    expect(columns.length).toBeGreaterThan(40);
    for (const { table_schema: schema, table_name: table, column_name: column } of columns) {
      const texts = (await database.query(`select ${column}::text as text from "${schema}"."${table}"`)).map(
        ({ text }) => String(text),
      );
      const all = texts.join('\n').toUpperCase();
      const [hex, base64] = [
        (text: string) => Buffer.from(text).toString('hex').toUpperCase(),
        (text: string) => Buffer.from(text).toString('base64').toUpperCase(),
      ];
      for (const secret of [...sent, name])
        expect({
          table,
          column,
          found: [secret, hex(secret), base64(secret)].some((form) => all.includes(form)),
        }).toEqual({ table, column, found: false });
    }
    expect(service.logged.length).toBeGreaterThan(0);
    for (const secret of [...sent, name])
      expect(service.logged.filter((line) => line.includes(secret))).toEqual([]);
  });

  it('has the rows that its events make, in batches of any size', async () => {
    const rebuilt = await verified(storage, database.url);
    expect(differences(rebuilt)).toEqual([]);
    expect(rebuilt.every(({ events }) => events > 0)).toBe(true);
  });
});
