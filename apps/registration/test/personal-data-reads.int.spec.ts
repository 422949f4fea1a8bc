import { randomInt } from 'node:crypto';
import { startForTest, testDatabase, type TestRole, type TestService } from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { registration } from '../src/registration';
import { identityKeys } from './identity-keys';

/** Generated: the repository contains no real-looking identity number. */
const madeUpNumber = (sequence: number): string => {
  const body = `3701021974${String(randomInt(1, 13)).padStart(2, '0')}16${String(sequence).padStart(3, '0')}`;
  return body + checkDigitOf(body);
};
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const persons = Array.from({ length: 30 }, (_, sequence) => ({
  idNumber: madeUpNumber(sequence + 1),
  name: `测试${String.fromCodePoint(0x4e00 + sequence)}`,
}));

describe('the record of who has read personal data', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const ids: string[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(registration(identityKeys('1')), database.url);
    for (const person of persons) {
      const { body } = await service.call('hrss', 'POST', '/v1/persons', person);
      ids.push(body.personId);
      await service.call(payer, 'POST', '/v1/payers/me/beneficiaries', person);
    }
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const readings = (where: string, values: unknown[]): Promise<any[]> =>
    database.query(
      `select actor, data, xmin::text as transaction, recorded_at <= now() as is_past from registration.events
       where type = 'PersonalDataRead' and ${where} order by position`,
      values,
    );

  it('has a row for every name of a list, stored in a few transactions', async () => {
    const requestId = '0b0e7a7e-4d6b-4b1a-9e49-3f8f3a0c1a11';
    const headers = { 'x-request-id': requestId };
    const { body } = await service.call(payer, 'GET', '/v1/payers/me/beneficiaries', undefined, headers);
    expect(body.items).toHaveLength(30);
    const rows = await readings(`data->>'requestId' = $1`, [requestId]);
    expect(rows.map(({ data }) => data.personId).toSorted()).toEqual(ids.toSorted());
    expect(rows[0]).toMatchObject({
      actor: 'payer:wechat:payer-1',
      data: { field: 'name', purpose: 'own-list', operation: 'listBeneficiaries', requestId },
      is_past: true,
    });
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(6);
  });

  it('has a row for each of the names that are compared, and for a number that is put right', async () => {
    const [personId] = ids as [string];
    const before = await readings(`data->>'personId' = $1`, [personId]);
    await service.call('medical-bureau', 'POST', '/v1/persons', { ...persons[0], name: '别名乙' });
    await service.call('hrss', 'PUT', `/v1/persons/${personId}/name`, { name: '测试新' });
    await service.call('hrss', 'PUT', `/v1/persons/${personId}/identity-number`, {
      idNumber: madeUpNumber(800),
    });
    const rows = (await readings(`data->>'personId' = $1`, [personId])).slice(before.length);
    expect(rows.map(({ actor, data }) => [data.operation, data.field, actor.split(':')[0]])).toEqual([
      ['registerPerson', 'name', 'medical-bureau'],
      ['registerPerson', 'name', 'medical-bureau'],
      ['correctName', 'name', 'hrss'],
      ['correctName', 'name', 'hrss'],
      ['correctIdentityNumber', 'id-number', 'hrss'],
    ]);
  });

  it('is stored before the value is opened: where it cannot be, nothing is answered', async () => {
    await database.query(
      `create function registration.refuse_reads() returns trigger language plpgsql as
        $$ begin raise exception 'no space for another row'; end $$;
       create trigger refuse_reads before insert on registration.events for each row
        when (new.type = 'PersonalDataRead') execute function registration.refuse_reads()`,
    );
    const reply = await service.call(payer, 'GET', '/v1/payers/me/beneficiaries');
    await database.query('drop trigger refuse_reads on registration.events');
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(reply.body)).not.toContain('测');
  });

  it('cannot be changed, by whomever', () =>
    expect(
      database.query(`update registration.events set actor = 'nobody' where type = 'PersonalDataRead'`),
    ).rejects.toThrow('events are append-only'));

  it('is told to the person: by role and desk, with purpose and ground; to officers, who exactly', async () => {
    const [personId] = ids as [string];
    const path = `/v1/persons/${personId}/readings`;
    const { body } = await service.call(payer, 'GET', path);
    const rows = await readings(`data->>'personId' = $1`, [personId]);
    expect(body.items).toHaveLength(rows.length);
    expect(body.items.find(({ by }: any) => by.isCaller)).toMatchObject({
      field: 'name',
      fieldText: '姓名',
      purpose: 'own-list',
      purposeText: expect.stringContaining('代缴人员'),
      ground: { article: expect.stringContaining('第十三条') },
      by: { role: 'payer', channel: 'wechat', text: '缴费人（微信小程序）' },
    });
    expect(body.items.map(({ by }: any) => by.text)).toEqual(
      expect.arrayContaining(['人社部门', '医保部门']),
    );
    expect(JSON.stringify(body)).not.toMatch(/payer-1|hrss:/);
    const officers = await service.call('auditor', 'GET', path);
    expect(officers.body.items.map(({ by }: any) => by.actor)).toEqual(
      expect.arrayContaining(['payer:wechat:payer-1', expect.stringContaining('hrss:')]),
    );
    const stranger = await service.call({ payer: 'payer-2', channel: 'wechat' }, 'GET', path);
    expect([stranger.status, stranger.body.code]).toEqual([404, 'person-not-found']);
    const none = await service.call('auditor', 'GET', `${path}?before=2000-01-01T00:00:00%2B08:00`);
    expect(none.body).toEqual({ items: [] });
  });

  it('is told page by page, each reading once', async () => {
    const [, personId] = ids as [string, string];
    await database.query(
      `insert into registration.events
         (position, recorded_at, version, revision, stream, type, actor, hash, data)
       select nextval('registration.event_position'),
         timestamptz '2020-01-01 00:00+08' + make_interval(mins => n / 3), 1, 1,
         'reads-' || $1 || '-' || n, 'PersonalDataRead', 'spec', sha256(n::text::bytea),
         json_build_object('personId', $1::text, 'field', 'name', 'purpose', 'former')
       from generate_series(1, 500) as n`,
      [personId],
    );
    const all: any[] = [];
    let pages = 0;
    for (let before: string | undefined = '2021-01-01T00:00:00+08:00'; before !== undefined; pages += 1) {
      const query = `before=${encodeURIComponent(before)}`;
      const { body } = await service.call('auditor', 'GET', `/v1/persons/${personId}/readings?${query}`);
      all.push(...body.items);
      before = body.nextBefore;
    }
    expect([all.length, pages]).toEqual([500, 3]);
    expect(all[0]).toMatchObject({ purposeText: 'former', by: { role: 'system', text: '系统自动处理' } });
  });

  it('has no name and no number in it', async () => {
    const text = JSON.stringify(await readings('true', []));
    for (const { idNumber, name } of persons) {
      expect(text).not.toContain(idNumber);
      expect(text).not.toContain(name);
    }
  });
});
