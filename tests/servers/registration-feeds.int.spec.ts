import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { assessment } from '@canbao/assessment/service';
import { kafkaClient, macHeader, partitionOf } from '@canbao/kafka';
import { payment } from '@canbao/payment/service';
import { registration, storage } from '@canbao/registration/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { jsonLines } from './json-lines';
import { sendAsOwner, testKafka, testMacs } from './kafka';
import {
  differences,
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from './service';
import { SpecClock } from './spec-clock';

const may = '2022-05-18T10:00:00.000+08:00';
const teller: TestRole = { bank: 'ccb' };
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const secret = (): string => randomBytes(32).toString('base64');
const identityKeys = () => ({
  current: '1',
  keys: [{ id: '1', encryption: secret(), index: secret() }],
});
/** Made at run time: passes the check digit, stored nowhere. */
const madeUp = () => {
  const body = `37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  return { idNumber: body + checkDigitOf(body), name: '测试甲' };
};
/** With a check digit that is not its own. */
const wrongNumber = (({ idNumber }) => idNumber.slice(0, -1) + (idNumber.endsWith('0') ? '1' : '0'))(
  madeUp(),
);

type Told = Readonly<Record<string, unknown>>;

describe('the feeds of the bureaus on real servers', () => {
  const keys = quoteKeys();
  const clocks = [new SpecClock(may), new SpecClock(may), new SpecClock(may)] as const;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let register: TestService;
  let rules: TestService;
  let money: TestService;
  let told = 0;

  beforeAll(async () => {
    database = await testDatabase();
    for (const clock of clocks) await clock.start();
    const [first, second, third] = clocks.map(({ url }) => ({ CLOCK_URL: url, CATCH_UP_MS: 10_000 }));
    register = await startForTest(registration(identityKeys()), database.url, first);
    rules = await startForTest(assessment(keys, 'jinan'), database.url, second);
    money = await startForTest(payment(keys), database.url, third);
  });
  afterAll(async () => {
    await money.stop();
    await rules.stop();
    await register.stop();
    for (const clock of clocks) clock.stop();
    await database.drop();
  });

  const message = (person: object, businessDate: string, change: Told, more: Told = {}) => {
    told += 1;
    return { messageNo: `M-${told}`, person, businessDate, sequence: told, change, ...more };
  };
  const begin = { kind: 'enrolled', district: '370102' };
  const send = (body: object, as: TestRole = 'hrss'): Promise<Reply> =>
    register.call(as, 'POST', '/v1/registration-messages', body);
  const sendFile = (lines: readonly (object | string)[], query = '', as: TestRole = 'hrss'): Promise<Reply> =>
    register.call(as, 'POST', `/v1/registration-message-files${query}`, jsonLines(lines), {
      'content-type': 'application/x-ndjson',
    });
  const record = (
    value: object | string,
    key: string,
    topic = 'hrss.registrations' as const,
  ): Promise<void> =>
    sendAsOwner(testKafka, topic, {
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    });
  const person = async (): Promise<string> =>
    (await register.call('hrss', 'POST', '/v1/persons', madeUp())).body.personId;
  const messages = async (query: string, as: TestRole = 'hrss') =>
    (await register.call(as, 'GET', `/v1/registration-messages?${query}`)).body.items;
  const cases = async (personId: string, as: TestRole = 'operator') =>
    (await register.call(as, 'GET', `/v1/registration-cases?personId=${personId}`)).body.items;
  const periods = async (personId: string) =>
    (await register.call('hrss', 'GET', `/v1/persons/${personId}/enrolments`)).body.periods.pension;
  const months = async (personId: string, insurance = 'pension'): Promise<Record<string, any>> => {
    const { body } = await rules.call(
      'tax-desk',
      'GET',
      `/v1/persons/${personId}/payables?insurance=${insurance}`,
    );
    return Object.fromEntries((body.items ?? []).map((item: { month: string }) => [item.month, item]));
  };
  const payable = (personId: string) =>
    eventually(
      () => months(personId),
      (all) => all['2022-05']?.status === 'payable',
    );
  const reasonOf = (item: any) => item?.conditions?.[0]?.code;

  it('a person is told of for the first time, and may pay', async () => {
    const identity = madeUp();
    const sent = message(identity, '2022-01-01', begin);
    const first = await send(sent);
    expect(first).toMatchObject({ status: 200, body: { outcome: 'taken', cases: [] } });
    const { personId } = first.body;
    expect((await send(sent)).body).toEqual({ ...first.body, outcome: 'repeated' });
    expect(await periods(personId)).toEqual([{ district: '370102', from: '2022-01-01' }]);
    expect((await payable(personId))['2022-03']).toMatchObject({ status: 'payable' });
    expect(await messages(`messageNo=${sent.messageNo}`)).toMatchObject([
      { bureau: 'hrss', way: 'message', outcome: 'taken', personId, change: begin },
    ]);
    // Number and name are in the vault alone.
    const [{ found }] = await database.query(
      'select count(*)::int as found from registration.events where data::text like $1 or data::text like $2',
      [`%${identity.idNumber}%`, `%${identity.name}%`],
    );
    expect(found).toBe(0);
  });

  it('a job taken from an earlier month than is paid closes it, and its money is a case', async () => {
    const personId = await person();
    await send(message({ personId }, '2022-01-01', begin));
    await payable(personId);
    const quoted = await rules.call(teller, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: ['2022-04'],
      base: '4000.00',
    });
    expect(quoted.status).toBe(201);
    const paid = await money.call(teller, 'POST', '/v1/collections', {
      quoteToken: quoted.body.token,
      channelTransactionNo: `T${randomUUID().slice(0, 12)}`,
      amount: quoted.body.total,
      paidAt: clocks[0].now(),
      method: 'cash',
    });
    expect(paid.body).toMatchObject({ status: 'paid' });
    await eventually(
      () => months(personId),
      (all) => all['2022-04']?.status === 'paid',
    );
    const job = message({ personId }, '2022-03-15', { kind: 'to-employer' });
    expect((await send(job)).body).toMatchObject({ outcome: 'taken' });
    const { items } = (
      await eventually(
        () => rules.call('operator', 'GET', `/v1/refund-cases?personId=${personId}`),
        ({ body }) => body.items.length > 0,
      )
    ).body;
    expect(items).toMatchObject([{ month: '2022-04', because: 'employer-cover' }]);
    expect(reasonOf((await months(personId))['2022-03'])).toBe('not-registered');
    // The day was wrong: the job began in May.
    const right = message({ personId }, '2022-05-02', { kind: 'to-employer' }, { corrects: job.messageNo });
    await send(right);
    await eventually(
      () => rules.call('operator', 'GET', `/v1/refund-cases?personId=${personId}`),
      ({ body }) => body.items.length === 0,
    );
    expect((await months(personId))['2022-03']).toMatchObject({ status: 'payable' });
    expect(reasonOf((await months(personId))['2022-05'])).toBe('not-registered');
  });

  it('an open order of months that are no longer owed is closed', async () => {
    const identity = madeUp();
    const { personId } = (await send(message(identity, '2022-01-01', begin))).body;
    await register.call(payer, 'POST', '/v1/payers/me/beneficiaries', identity);
    const quoted = await eventually(
      () =>
        rules.call(payer, 'POST', '/v1/quotes', {
          personId,
          insurance: 'pension',
          months: ['2022-04'],
          base: '4000.00',
        }),
      ({ status }) => status === 201,
    );
    const opened = await eventually(
      () => money.call(payer, 'POST', '/v1/orders', { quoteToken: quoted.body.token, channel: 'wechat' }),
      ({ status }) => status === 201,
    );
    await send(message({ personId }, '2022-03-31', { kind: 'stopped' }));
    const closed = await eventually(
      () => money.call(payer, 'GET', `/v1/orders/${opened.body.orderId}`),
      ({ body }) => body.status === 'closed',
    );
    expect(closed.body).toMatchObject({ because: 'not-registered' });
  });

  it('a message that comes late leaves what came later, and its withdrawal brings it all back', async () => {
    const personId = await person();
    await send(message({ personId }, '2022-01-01', begin));
    await payable(personId);
    const late = message({ personId }, '2022-05-01', { kind: 'moved', district: '370117' });
    const stopped = message({ personId }, '2022-03-31', { kind: 'stopped' });
    await send(late);
    await send(stopped);
    // The stop came late, and the move of a later day found nothing to change.
    expect(await cases(personId)).toMatchObject([{ because: 'not-enrolled', owners: ['hrss'] }]);
    expect(await periods(personId)).toEqual([
      { district: '370102', from: '2022-01-01', endedOn: '2022-03-31' },
    ]);
    await eventually(
      () => months(personId),
      (all) => reasonOf(all['2022-04']) === 'not-registered',
    );
    await send(message({ personId }, '2022-04-01', { kind: 'withdrawn' }, { corrects: stopped.messageNo }));
    expect(await cases(personId)).toEqual([]);
    expect((await periods(personId)).at(-1)).toEqual({ district: '370117', from: '2022-05-01' });
    const known = await eventually(
      () =>
        database.query(
          `select type, data from payment.events where stream = $1 and type like 'Enrolment%' order by version`,
          [`payability-${personId}`],
        ),
      (rows) => rows.length === 4,
    );
    expect(known.at(-1)).toMatchObject({
      type: 'EnrolmentsNoted',
      data: { enrolments: [{ from: '2022-01-01', until: '2022-04-30' }, { from: '2022-05-01' }] },
    });
  });

  it('two bureaus that tell different days of a death both own a case, which neither hides', async () => {
    const personId = await person();
    await send(message({ personId }, '2022-01-01', begin));
    const death = message({ personId }, '2022-03-10', { kind: 'death' });
    await send(death);
    const other = message({ personId }, '2022-04-02', { kind: 'death' });
    const answer = await send(other, 'medical-bureau');
    expect(answer.body).toMatchObject({
      outcome: 'taken',
      cases: [{ because: 'deaths-differ', owners: ['hrss', 'medical-bureau'] }],
    });
    for (const bureau of ['hrss', 'medical-bureau'] as const)
      expect(await cases(personId, bureau)).toMatchObject([
        { because: 'deaths-differ', wayOut: 'correct-or-withdraw-one', facts: [{}, {}] },
      ]);
    await eventually(
      () => months(personId),
      (all) => reasonOf(all['2022-04']) === 'person-deceased',
    );
    await send(
      message({ personId }, '2022-03-10', { kind: 'death' }, { corrects: other.messageNo }),
      'medical-bureau',
    );
    expect(await cases(personId)).toEqual([]);
  });

  it('other content under a number changes nothing, and is a case', async () => {
    const personId = await person();
    const sent = message({ personId }, '2022-01-01', begin);
    await send(sent);
    const again = await send({ ...sent, change: { ...begin, district: '370117' } });
    expect(again.body).toMatchObject({ outcome: 'conflicting', cases: [{ because: 'number-reused' }] });
    expect(await periods(personId)).toEqual([{ district: '370102', from: '2022-01-01' }]);
    expect((await messages(`messageNo=${sent.messageNo}`)).map(({ outcome }: any) => outcome)).toEqual([
      'conflicting',
      'taken',
    ]);
  });

  it.each<[string, Told, string]>([
    ['an unknown person', { person: { personId: randomUUID() } }, 'person-not-found'],
    ['a wrong check digit', { person: { idNumber: wrongNumber, name: '测试甲' } }, 'identity-number-invalid'],
    ['an unknown district', { change: { kind: 'enrolled', district: '370199' } }, 'invalid-request'],
    ['an unknown kind', { change: { kind: 'born' } }, 'invalid-request'],
    ['a day that does not exist', { businessDate: '2022-02-30' }, 'invalid-request'],
    ['a death to come', { businessDate: '2022-05-19', change: { kind: 'death' } }, 'death-in-future'],
    ['a day before there were records', { businessDate: '1970-01-01' }, 'date-before-records'],
    ['a day too far ahead', { businessDate: '2023-01-01' }, 'date-in-future'],
    ['a scheme of pension', { change: { ...begin, scheme: 'pooled' } }, 'not-of-this-insurance'],
    ['no number', { messageNo: '' }, 'invalid-request'],
    [
      'somebody of whom nothing was told',
      { person: madeUp(), change: { kind: 'stopped' } },
      'no-matching-person',
    ],
  ])('%s is refused, and nothing of it is kept', async (_, wrong, code) => {
    const known = await person();
    const [{ before }] = await database.query(
      'select count(*)::int as before from registration.bureau_messages',
    );
    const refused = await send({ ...message({ personId: known }, '2022-01-01', begin), ...wrong });
    expect(refused.body).toMatchObject({ code });
    expect(JSON.stringify(refused.body)).not.toContain('测试甲');
    expect(await database.query('select count(*)::int as before from registration.bureau_messages')).toEqual([
      { before },
    ]);
  });

  it('a file is taken whole, and the same file again has no effect', async () => {
    const [known, fresh] = [await person(), madeUp()];
    const lines = [message({ personId: known }, '2022-02-01', begin), message(fresh, '2022-02-01', begin)];
    const hash = createHash('sha256').update(jsonLines(lines)).digest('hex');
    const taken = await sendFile(lines, `?count=2&sha256=${hash}`);
    expect(taken).toMatchObject({
      status: 200,
      body: { messages: 2, repeated: 0, conflicting: 0, overtaken: [] },
    });
    expect((await sendFile(lines)).body).toMatchObject({ messages: 2, repeated: 2 });
    expect(await periods(known)).toEqual([{ district: '370102', from: '2022-02-01' }]);
    expect(await messages(`id=${taken.body.fileId}`)).toMatchObject([
      { way: 'file', outcome: 'accepted', messages: 2 },
    ]);
    expect(await messages(`id=${taken.body.fileId}`, 'medical-bureau')).toEqual([]);
  });

  it('a file with wrong lines is refused whole, every one of them is named, and nobody is registered', async () => {
    const [good, fresh] = [await person(), madeUp()];
    const line = (who: object, more: Told = {}) => ({ ...message(who, '2022-02-01', begin), ...more });
    const shape = [line({ personId: good }), '{"messageNo":', line({ personId: good }, { sequence: -1 })];
    expect((await sendFile(shape)).body.details.faults).toEqual([
      { line: 2, code: 'invalid-json' },
      { line: 3, code: 'invalid-request' },
    ]);
    const lines = [
      line({ personId: good }),
      line(fresh),
      line({ personId: randomUUID() }),
      line({ idNumber: wrongNumber, name: '测试甲' }),
      line(madeUp(), { change: { kind: 'stopped' } }),
      line({ personId: good }, { businessDate: '1990-01-01' }),
    ];
    const refused = await sendFile(lines);
    expect(refused).toMatchObject({ status: 422, body: { code: 'message-file-refused' } });
    expect(refused.body.details.faults).toEqual([
      { line: 3, messageNo: lines[2]?.messageNo, code: 'person-not-found' },
      { line: 4, messageNo: lines[3]?.messageNo, code: 'identity-number-invalid' },
      { line: 5, messageNo: lines[4]?.messageNo, code: 'no-matching-person' },
      { line: 6, messageNo: lines[5]?.messageNo, code: 'date-before-records' },
    ]);
    expect(await periods(good)).toEqual([]);
    expect((await send(message(fresh, '2022-02-01', { kind: 'stopped' }))).body).toMatchObject({
      code: 'no-matching-person',
    });
    const one = [line({ personId: good })];
    for (const [query, code] of [
      ['?count=2', 'count-mismatch'],
      [`?sha256=${'0'.repeat(64)}`, 'hash-mismatch'],
    ])
      expect((await sendFile(one, query)).body.details.faults).toEqual([{ line: 1, code }]);
    expect((await sendFile([one[0] ?? '', one[0] ?? ''])).body.details.faults).toMatchObject([
      { line: 2, code: 'duplicate-number' },
    ]);
  });

  it('a message of the topic is taken once and answered, by whichever bureau owns the topic', async () => {
    const personId = await person();
    const sent = message({ personId }, '2022-02-01', begin);
    await record(sent, personId);
    await record(sent, personId);
    const known = await eventually(
      () => messages(`messageNo=${sent.messageNo}`),
      (items) => items.length > 0,
    );
    expect(known).toMatchObject([{ bureau: 'hrss', outcome: 'taken', personId }]);
    expect(await periods(personId)).toEqual([{ district: '370102', from: '2022-02-01' }]);
    const refused = message({ personId }, '2023-02-01', begin);
    await record(refused, personId);
    expect(
      await eventually(
        () => messages(`messageNo=${refused.messageNo}`),
        (items) => items.length > 0,
      ),
    ).toMatchObject([{ outcome: 'refused', because: 'date-in-future' }]);
    const answers = await database.query(
      `select type, topic from registration.events
       where data->>'messageNo' = any($1) and type like 'BureauMessage%' order by position`,
      [[sent.messageNo, refused.messageNo]],
    );
    expect(answers).toEqual([
      { type: 'BureauMessageTaken', topic: 'registration.answers' },
      { type: 'BureauMessageRefused', topic: 'registration.answers' },
    ]);
  });

  it('a record that is no message, names somebody, or is forged is kept, and holds up nobody', async () => {
    const personId = await person();
    const somebody = madeUp();
    await record('not json', personId);
    await record(message(somebody, '2022-02-01', begin), personId);
    await record(message({ personId: randomUUID() }, '2022-02-01', begin), personId);
    const forged = JSON.stringify(message({ personId }, '2022-02-01', begin));
    const producer = kafkaClient(testKafka, 'spec', quiet).producer();
    await producer.connect();
    await producer.send({
      topic: 'hrss.registrations',
      messages: [
        {
          key: personId,
          value: forged,
          partition: partitionOf(personId),
          headers: { [macHeader]: testMacs.sign('hrss.registrations', personId, `${forged} `) },
        },
      ],
    });
    await producer.disconnect();
    const good = message({ personId }, '2022-02-01', begin);
    await record(good, personId);
    await eventually(
      () => messages(`messageNo=${good.messageNo}`),
      (items) => items.length > 0,
    );
    expect((await messages('outcome=parked')).map(({ because }: any) => because)).toEqual([
      'its MAC is wrong',
      'the record key is not the person',
      expect.stringContaining('not a message: person'),
      'not a message: invalid-json',
    ]);
    const kept = await database.query(
      `select envelope from registration.set_aside where topic = 'hrss.registrations'`,
    );
    expect(kept).toHaveLength(4);
    for (const { envelope } of kept) expect(envelope).toMatch(/^sha256 [0-9a-f]{64}$/);
  });

  it('its tables are what its events make', async () => {
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
