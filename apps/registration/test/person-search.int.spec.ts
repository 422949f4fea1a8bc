import { randomInt } from 'node:crypto';
import { startForTest, testDatabase, type TestRole, type TestService } from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { registration } from '../src/registration';
import { identityKeys } from './identity-keys';

/** Made at run time, stored nowhere. */
const madeUpNumber = (): string => {
  const body = `37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  return body + checkDigitOf(body);
};

describe('a person is found by number', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const idNumber = madeUpNumber();
  const name = '阿依古丽·㐂买提';
  let personId: string;
  const inLixia: TestRole = { bank: 'ccb', district: '370102' };

  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(registration(identityKeys('1')), database.url);
    personId = (await service.call('hrss', 'POST', '/v1/persons', { idNumber, name })).body.personId;
    await service.call('hrss', 'PUT', `/v1/persons/${personId}/enrolments/pension`, {
      district: '370102',
      from: '2020-01-01',
    });
    await service.call('medical-bureau', 'PUT', `/v1/persons/${personId}/enrolments/medical`, {
      district: '370102',
      scheme: 'pooled',
      from: '2020-01-01',
    });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const search = (as: TestRole, number = idNumber) =>
    service.call(as, 'POST', '/v1/persons/search', { idNumber: number });
  const unmask = (as: TestRole, reason?: string) =>
    service.call(as, 'POST', `/v1/persons/${personId}/unmasking`, { reason });
  const readings = () =>
    database.query(
      `select actor, data->>'purpose' as purpose, data->>'field' as field, data->>'reason' as reason
       from registration.events where type = 'PersonalDataRead' and data->>'personId' = $1
       order by position desc limit 2`,
      [personId],
    );

  it('by a teller of the district, who is shown the masked name and the enrolments', async () => {
    const { status, body } = await search(inLixia);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      personId,
      pension: { district: '370102', from: '2020-01-01' },
      medical: { scheme: 'pooled' },
    });
    expect(body.maskedName).not.toContain('阿依古丽');
    const [reading] = await readings();
    expect(reading).toMatchObject({ actor: 'bank:ccb:bank-ccb', purpose: 'counter-search', field: 'name' });
  });

  it('as it is typed: with blanks around it and in full-width figures', async () => {
    const wide = idNumber.replaceAll(/\d/g, (figure) => String.fromCharCode(figure.charCodeAt(0) + 0xfee0));
    expect((await search(inLixia, ` ${wide} `)).body.personId).toBe(personId);
  });

  it.each([
    ['a teller who stands in another district', { bank: 'ccb', district: '370104' }],
    ['a teller of a bank that the guide does not tick', { bank: 'psbc' }],
    ['an officer of another district', { taxDesk: 'desk', district: '370104' }],
  ] as const)('but not by %s, who is told where to send them', async (_, as) => {
    for (const { status, body } of [await search(as), await unmask(as, '核对证件')]) {
      expect([status, body.code]).toEqual([403, 'bank-not-in-district']);
      expect(body.conditions).toMatchObject([{ details: { district: '370102' } }]);
    }
  });

  it('by a bureau, which is shown its own insurance', async () => {
    const { body } = await search('hrss');
    expect(body.pension).toBeDefined();
    expect(body.medical).toBeUndefined();
  });

  it('by an operator, who has to say why, and whose reason stays with the reading', async () => {
    const body = { idNumber };
    const unreasoned = await service.call('operator', 'POST', '/v1/persons/search', body);
    expect([unreasoned.status, unreasoned.body.code]).toEqual([422, 'search-reason-required']);
    const reason = '工单 2026-118 核对到账';
    const found = await service.call('operator', 'POST', '/v1/persons/search', { ...body, reason });
    expect(found.body.personId).toBe(personId);
    expect(JSON.stringify(found.body)).not.toContain(idNumber);
    expect((await readings())[0]).toMatchObject({ purpose: 'counter-search', field: 'name', reason });
  });

  it('and never by a payer or an auditor', async () => {
    for (const as of ['auditor', { payer: 'p', channel: 'wechat' }] as const)
      expect((await search(as)).status).toBe(403);
  });

  it('unless nobody has the number, or it cannot be one', async () => {
    expect((await search(inLixia, madeUpNumber())).body.code).toBe('person-not-found');
    const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('0') ? '1' : '0');
    expect((await search(inLixia, wrong)).body.code).toBe('identity-number-invalid');
  });

  it('and shown in full for a reason, which is recorded with both readings', async () => {
    const { status, body } = await unmask(inLixia, '证件照片模糊，核对姓名');
    expect(status).toBe(200);
    expect(body).toEqual({ personId, name, idNumber });
    expect(await readings()).toEqual(
      ['id-number', 'name'].map((field) => ({
        actor: 'bank:ccb:bank-ccb',
        purpose: 'unmasking',
        field,
        reason: '证件照片模糊，核对姓名',
      })),
    );
    expect((await unmask(inLixia)).status).toBe(400);
    expect((await unmask(inLixia, '看看')).status).toBe(400);
  });
});
