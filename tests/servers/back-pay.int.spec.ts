import { randomUUID } from 'node:crypto';
import { assessment, storage } from '@canbao/assessment/service';
import { macHeader, kafkaClient, partitionOf } from '@canbao/kafka';
import { payment } from '@canbao/payment/service';
import { jsonLines } from './json-lines';
import { sendAsOwner, testKafka, testMacs } from './kafka';
import { registered, type Registered } from './registered';
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
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const teller: TestRole = { bank: 'ccb' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const march = (lateFee = '4.93', unit = '112.38') => ({
  month: '2022-03',
  lateFee,
  items: [
    { item: 'pooled-unit', amount: unit },
    { item: 'pooled-personal', amount: '74.92' },
    { item: 'mutual-aid', amount: '18.00' },
  ],
});

describe('back-pay bills on real servers', () => {
  const keys = quoteKeys();
  const clocks = [new SpecClock(may), new SpecClock(may)] as const;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let registration: Registered;
  let rules: TestService;
  let money: TestService;

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    for (const clock of clocks) await clock.start();
    rules = await startForTest(assessment(keys, 'jinan'), database.url, {
      CLOCK_URL: clocks[0].url,
      CATCH_UP_MS: 10_000,
    });
    money = await startForTest(payment(keys), database.url, {
      CLOCK_URL: clocks[1].url,
      CATCH_UP_MS: 10_000,
    });
  });
  afterAll(async () => {
    await money.stop();
    await rules.stop();
    await registration.stop();
    for (const clock of clocks) clock.stop();
    await database.drop();
  });

  const moveTo = async (time: string): Promise<void> => {
    for (const clock of clocks) await clock.moveTo(time);
  };
  const now = () => clocks[0].now();
  const person = async (): Promise<string> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    await eventually(
      () => rules.call('tax-desk', 'GET', `/v1/persons/${personId}/payables?insurance=medical`),
      ({ body }) => body.items?.some(({ status }: { status: string }) => status === 'payable'),
    );
    return personId;
  };
  const agency = (method: string, path: string, body?: object): Promise<Reply> =>
    rules.call('agency', method, `/v1/back-pay-bills${path}`, body);
  const quote = (as: TestRole, personId: string): Promise<Reply> =>
    rules.call(as, 'POST', '/v1/quotes', { personId, insurance: 'medical', months: ['2022-03'] });
  const collect = (as: TestRole, token: string, amount: string): Promise<Reply> =>
    money.call(as, 'POST', '/v1/collections', {
      quoteToken: token,
      channelTransactionNo: `T${randomUUID().slice(0, 12)}`,
      amount,
      paidAt: now(),
      method: 'cash',
    });
  const marchOf = async (personId: string) => {
    const { body } = await rules.call(
      'tax-desk',
      'GET',
      `/v1/persons/${personId}/payables?insurance=medical`,
    );
    return body.items.find(({ month }: { month: string }) => month === '2022-03');
  };
  const sendFile = (lines: readonly (object | string)[], query = ''): Promise<Reply> =>
    rules.call('agency', 'POST', `/v1/back-pay-bill-files${query}`, jsonLines(lines), {
      'content-type': 'application/x-ndjson',
    });
  const lineOf = (personId: string, billNo: string, change: object = {}) => ({
    billNo,
    personId,
    months: [march()],
    total: '210.23',
    ...change,
  });
  const intake = async (query: string) =>
    (await rules.call('agency', 'GET', `/v1/back-pay-bill-intake?${query}`)).body;
  const message = (value: object | string, key: string): Promise<void> =>
    sendAsOwner(testKafka, 'agency.bills', {
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    });
  const answered = async (id: string) =>
    (
      await eventually(
        () => intake(`id=${id}`),
        ({ items }) => items.length > 0,
      )
    ).items;
  const settled = (personId: string) =>
    database.query(
      `select data from payment.events where type = 'BundleSettled' and data->>'personId' = $1`,
      [personId],
    );

  it('a bill of the API is paid at a counter, late fee and all, and then cannot be withdrawn', async () => {
    const personId = await person();
    const pushed = await agency('POST', '', { personId, months: [march('5.13')], total: '210.43' });
    expect(pushed).toMatchObject({
      status: 201,
      body: {
        total: '210.43',
        differences: [
          { month: '2022-03', item: 'late-fee', pushed: '5.13', own: '4.93', difference: '0.20' },
        ],
      },
    });
    const { billId } = pushed.body;
    expect(await marchOf(personId)).toMatchObject({
      status: 'payable',
      total: '210.43',
      bill: { billId, differences: [{ item: 'late-fee' }] },
    });
    const quoted = await quote(teller, personId);
    expect(quoted.body.certificate.assessment.steps).toContainEqual(
      expect.objectContaining({ rule: 'medical.arrears.check', result: '0.20' }),
    );
    expect((await collect(teller, quoted.body.token, '210.43')).body).toMatchObject({ status: 'paid' });
    const [bundle] = await settled(personId);
    expect(bundle.data).toMatchObject({ billId, total: '210.43' });
    expect(bundle.data.items).toContainEqual(expect.objectContaining({ item: 'late-fee', amount: '5.13' }));
    const booked = await money.call('operator', 'GET', '/v1/ledger/accounts/2201.medical.late-fee/entries');
    expect(booked.body.items).toContainEqual(expect.objectContaining({ amount: '-5.13' }));
    await eventually(
      () => agency('GET', `/${billId}`),
      ({ body }) => body.status === 'paid',
    );
    expect(await agency('DELETE', `/${billId}`)).toMatchObject({ status: 422, body: { code: 'bill-paid' } });
    expect((await agency('GET', `/${billId}`)).body).toMatchObject({
      status: 'paid',
      months: [{ status: 'paid' }],
      history: [
        { what: 'pushed', total: '210.43' },
        { what: 'paid', total: '210.43' },
      ],
    });
  });

  it('a file is taken whole, and the same file again pushes nothing twice', async () => {
    const people = [await person(), await person()] as const;
    const lines = people.map((personId, index) => lineOf(personId, `F-${index}`));
    const taken = await sendFile(lines, '?count=2&total=420.46');
    expect(taken).toMatchObject({
      status: 200,
      body: { bills: 2, repeated: 0, total: '420.46', overtaken: [] },
    });
    expect((await sendFile(lines)).body).toMatchObject({ bills: 2, repeated: 2 });
    for (const personId of people) expect(await marchOf(personId)).toMatchObject({ status: 'payable' });
    expect(await intake(`id=${taken.body.fileId}`)).toMatchObject({
      items: [{ way: 'file', outcome: 'accepted', bills: 2, total: '420.46' }],
    });
  });

  it('a file with wrong lines is refused whole, every one of them is named, and none is lost', async () => {
    const [good, twice, unknown] = [await person(), await person(), randomUUID()];
    const refused = await sendFile([
      lineOf(good, 'G-1'),
      lineOf(unknown, 'G-2'),
      '{"billNo":"G-3"',
      lineOf(twice, 'G-4'),
      lineOf(twice, 'G-5'),
      lineOf(good, 'G-6', { months: [march('-1.00')] }),
    ]);
    expect(refused).toMatchObject({ status: 422, body: { code: 'bill-file-refused' } });
    expect(refused.body.details.faults.map(({ line, code }: any) => [line, code])).toEqual([
      [3, 'invalid-json'],
      [5, 'duplicate-month'],
      [6, 'invalid-request'],
    ]);
    const wrongBills = await sendFile([
      lineOf(good, 'G-1'),
      lineOf(unknown, 'G-2'),
      lineOf(twice, 'G-4', { total: '210.24', months: [{ ...march(), items: march().items.slice(0, 2) }] }),
    ]);
    expect(wrongBills.body.details.faults).toEqual([
      { line: 2, billNo: 'G-2', month: '2022-03', code: 'not-registered' },
      { line: 3, billNo: 'G-4', month: '2022-03', item: 'mutual-aid', code: 'bundle-incomplete' },
      { line: 3, billNo: 'G-4', code: 'total-mismatch' },
    ]);
    expect(await marchOf(good)).toMatchObject({ status: 'closed' });
    const { items } = await intake(`id=${wrongBills.body.details.fileId}`);
    expect(items).toMatchObject([{ outcome: 'refused', faults: wrongBills.body.details.faults }]);
    expect((await sendFile([lineOf(good, 'G-1')], '?count=2')).body.details.faults).toEqual([
      { line: 1, code: 'count-mismatch' },
    ]);
  });

  it('a message of the agency is taken once, and its answer is published', async () => {
    const personId = await person();
    const messageId = randomUUID();
    const value = { action: 'push', messageId, ...lineOf(personId, 'K-1') };
    await message(value, personId);
    await message(value, personId);
    const [answer, ...others] = await answered(messageId);
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ way: 'message', outcome: 'accepted', action: 'push', personId });
    expect(await marchOf(personId)).toMatchObject({ status: 'payable', total: '210.23' });
    const withdrawal = randomUUID();
    const { billId } = answer;
    await message({ action: 'withdraw', messageId: withdrawal, personId, billId }, personId);
    expect(await answered(withdrawal)).toMatchObject([{ outcome: 'accepted', action: 'withdraw' }]);
    expect(await marchOf(personId)).toMatchObject({ status: 'closed' });
    const published = await database.query(
      `select topic from assessment.events where type = 'BillMessageAnswered' and data->>'messageId' = $1`,
      [messageId],
    );
    expect(published).toEqual([{ topic: 'assessment.bills' }]);
  });

  it('a bad message is kept with its reason, and holds up nobody', async () => {
    const personId = await person();
    await message('not json', personId);
    await message({ action: 'push', messageId: randomUUID(), personId }, personId);
    const producer = kafkaClient(testKafka, 'spec', quiet).producer();
    await producer.connect();
    const forged = JSON.stringify({ action: 'push', messageId: randomUUID(), ...lineOf(personId, 'X-1') });
    await producer.send({
      topic: 'agency.bills',
      messages: [
        {
          key: personId,
          value: forged,
          partition: partitionOf(personId),
          headers: { [macHeader]: testMacs.sign('agency.bills', personId, `${forged} `) },
        },
      ],
    });
    await producer.disconnect();
    const messageId = randomUUID();
    const wrong = { action: 'push', messageId, ...lineOf(personId, 'K-2', { total: '1.00' }) };
    await message(wrong, personId);
    expect(await answered(messageId)).toMatchObject([
      { outcome: 'refused', because: 'total-mismatch', faults: [{ code: 'total-mismatch' }] },
    ]);
    const parked = (await intake('outcome=parked')).items.map(({ because }: any) => because);
    expect(parked).toEqual([
      'its MAC is wrong',
      expect.stringContaining('not a message: billNo'),
      expect.stringContaining('not a message'),
    ]);
    expect(await marchOf(personId)).toMatchObject({ status: 'closed' });
    expect(
      (await database.query(`select error from assessment.set_aside where topic = 'agency.bills'`)).length,
    ).toBe(3);
  });

  it('an online order for a bill that is sent anew is closed, and a stale quote opens none', async () => {
    const personId = await person();
    const { billId } = (await agency('POST', '', { personId, months: [march()] })).body;
    const quoted = await quote(payer, personId);
    const stale = await quote(payer, personId);
    const open = (token: string) =>
      money.call(payer, 'POST', '/v1/orders', { quoteToken: token, channel: 'wechat' });
    const opened = await open(quoted.body.token);
    expect(opened.status).toBe(201);
    await moveTo('2022-05-18T10:05:00.000+08:00');
    expect((await agency('PUT', `/${billId}`, { months: [march('6.00')] })).body).toMatchObject({
      total: '211.30',
    });
    const closed = await eventually(
      () => money.call(payer, 'GET', `/v1/orders/${opened.body.orderId}`),
      ({ body }) => body.status === 'closed',
    );
    expect(closed.body).toMatchObject({ status: 'closed', because: 'bill-changed' });
    expect(await open(stale.body.token)).toMatchObject({
      status: 422,
      body: { code: 'month-not-payable', details: { because: 'bill-changed' } },
    });
    await moveTo('2022-05-18T10:06:00.000+08:00');
    const fresh = await quote(payer, personId);
    expect(fresh.body.total).toBe('211.30');
    expect((await open(fresh.body.token)).status).toBe(201);
  });

  it('a bill is payable to the last moment of its last day, and then says why not', async () => {
    const personId = await person();
    const { billId } = (await agency('POST', '', { personId, months: [march()], payableUntil: '2022-05-18' }))
      .body;
    await moveTo('2022-05-18T23:59:45.000+08:00');
    const last = await quote('tax-desk', personId);
    expect(last).toMatchObject({ status: 201, body: { expiresAt: '2022-05-19T00:00:00.000+08:00' } });
    await moveTo('2022-05-19T00:00:00.000+08:00');
    expect(await quote('tax-desk', personId)).toMatchObject({
      status: 422,
      body: { code: 'bill-expired', conditions: [{ clearedBy: 'medical-agency' }] },
    });
    const shown = await eventually(
      () => agency('GET', `/${billId}`),
      ({ body }) => body.history.length === 2,
    );
    expect(shown.body).toMatchObject({
      status: 'expired',
      history: [{ what: 'pushed' }, { what: 'expired', payableUntil: '2022-05-18' }],
    });
    // Money that was taken in the last moment and is told of later pays the month.
    const paid = await money.call('tax-desk', 'POST', '/v1/collections', {
      quoteToken: last.body.token,
      channelTransactionNo: 'LAST-MOMENT',
      amount: '210.23',
      paidAt: '2022-05-18T23:59:45.000+08:00',
      method: 'cash',
    });
    expect(paid.body).toMatchObject({ status: 'paid' });
    expect((await agency('POST', '', { personId: await person(), months: [march()] })).status).toBe(201);
  });

  it('nobody but an agency pushes, and the tables are what the events make', async () => {
    for (const role of ['operator', 'tax-desk', 'medical-bureau'] as const)
      expect((await rules.call(role, 'POST', '/v1/back-pay-bills', {})).status).toBe(403);
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
