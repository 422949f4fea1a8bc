import { randomInt, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kafkaClient } from '@canbao/kafka';
import pg from 'pg';
import { Search, type Finding } from './canary';
import { call, credentials, eventually, madeUpIdentityNumber, setClock, type Reply } from './stack';

// A person whose every value is unmistakable goes through all that the platform does. Then logs, topics,
// tables, files and answers are searched for those values, in whatever form.

const { tokens, postgres, kafka } = credentials();
const data = dirname(process.env['CANBAO_CREDENTIALS'] ?? '');
const may = '2022-05-18T10:00:00+08:00';
const [payer, alipayPayer] = ['wechat', 'alipay'].map(
  (channel) => tokens.payers.find((each) => each.channel === channel)?.token ?? '',
) as [string, string];
const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

const canaries = {
  name: '龘𠮷·鸂鶒娜',
  'name at the other bureau': '龘𠮷·鸂鶒妮',
  'corrected name': '爨𠮷·鸂鶒娜',
  'holder of the account': '靐𪚥·鸂鶒父',
  number: madeUpIdentityNumber(),
  'corrected number': madeUpIdentityNumber(),
  'wrong number': `${madeUpIdentityNumber().slice(0, 17)}?`,
  phone: `139${digits(8)}`,
  account: `6217${digits(15)}`,
  'name of who leaves': '爨𪚥·鸂鶒离',
  'number of who leaves': madeUpIdentityNumber(),
  'account of who leaves': `6217${digits(15)}`,
} as const;

/** Where a value may lie, one by one, with the reason. */
const allowed: readonly (readonly [place: RegExp, why: string])[] = [
  [/^table sandbox\./, 'the books of banks, channels and bureaus: the world outside'],
];
const isAllowed = ({ place }: Finding): boolean => allowed.some(([where]) => where.test(place));

/** Every answer that this journey got. */
const answers: { readonly what: string; readonly status: number; readonly text: string }[] = [];
const ask = async (
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> => {
  const reply = await call(token, method, path, body, headers);
  const text = JSON.stringify([reply.body, [...reply.headers]]);
  answers.push({ what: `${method} ${path.split('/').slice(0, 3).join('/')}`, status: reply.status, text });
  return reply;
};
const byTwo = async (path: string, body: object): Promise<Reply> => {
  const proposed = await ask(tokens.operator, 'POST', path, body);
  expect(proposed.status).toBe(202);
  const approval = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
  return ask(tokens.secondOperator, 'POST', approval);
};

const search = new Search(canaries);
/** The database's own files are searched as tables; the indexes of topics hold offsets, and are large. */
const isSearched = (path: string): boolean => !/^postgres\/|^kafka\/logs\/.*index$/.test(path);
const everywhere = async (): Promise<Finding[]> => [
  ...search.inFiles(data, isSearched),
  ...(await search.inTables(postgres.url)),
  ...answers
    .filter(({ status }) => status >= 400)
    .flatMap(({ what, status, text }) => search.in(`answer ${status} of ${what}`, text)),
];

describe('the values of a person', () => {
  let personId: string;
  beforeAll(() => setClock(may));
  afterAll(() => setClock(null));

  const identity = { idNumber: canaries.number, name: canaries.name };
  const quoted = async (token: string, months: readonly string[], change: object = {}): Promise<Reply> => {
    const body = { personId, insurance: 'pension', months, base: '5000.00', ...change };
    const reply = await eventually(
      () => ask(token, 'POST', '/v1/quotes', body),
      ({ status }) => status === 201,
    );
    expect(reply.status).toBe(201);
    return reply;
  };
  const report = ({ body }: Reply, change: object = {}): object => ({
    quoteToken: body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: body.total,
    paidAt: may,
    method: 'cash',
    ...change,
  });
  const ordered = async (token: string, channel: 'wechat' | 'alipay', month: string): Promise<string> => {
    const quote = await quoted(token, [month]);
    const order = { quoteToken: quote.body.token, channel, payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };
    const { body, status } = await ask(token, 'POST', '/v1/orders', order);
    expect(status).toBe(201);
    return body.orderId;
  };
  const untilPaid = async (token: string, orderId: string): Promise<void> => {
    const { body } = await eventually(
      () => ask(token, 'GET', `/v1/orders/${orderId}`),
      (reply) => reply.body.status === 'paid',
    );
    expect(body.status).toBe('paid');
  };
  const numberOf = (orderId: string): string => orderId.replaceAll('-', '');

  it('come in by registration, with errors beside', async () => {
    const wrong = { ...identity, idNumber: canaries['wrong number'] };
    for (const [token, method, path, body] of [
      [tokens.hrss, 'POST', '/v1/persons', wrong],
      [tokens.hrss, 'POST', '/v1/persons', { ...identity, phone: canaries.phone }],
      [tokens.hrss, 'POST', '/v1/persons', { ...identity, name: `${canaries.name};--` }],
      [tokens.hrss, 'POST', '/v1/persons', `{"idNumber": "${canaries.number}", "name": ${canaries.name}`],
      [undefined, 'POST', '/v1/persons', identity],
      [tokens.taxDesk, 'GET', `/v1/persons/${canaries.number}/payables?insurance=pension`, undefined],
      [tokens.taxDesk, 'GET', `/v1/receipts/${canaries.number}`, undefined],
      [tokens.taxDesk, 'GET', `/v1/${encodeURIComponent(canaries.name)}/${canaries.phone}`, undefined],
      [canaries.number, 'GET', '/v1/orders', undefined],
    ] as const)
      expect((await ask(token, method, path, body)).status).toBeGreaterThanOrEqual(400);
    const registered = await ask(tokens.hrss, 'POST', '/v1/persons', identity);
    expect(registered.status).toBe(201);
    personId = registered.body.personId;
    const other = { ...identity, name: canaries['name at the other bureau'] };
    expect((await ask(tokens.medicalBureau, 'POST', '/v1/persons', other)).status).toBe(201);
    const mismatch = { ...identity, name: canaries['corrected name'] };
    expect((await ask(tokens.hrss, 'POST', '/v1/persons', mismatch)).status).toBe(409);
    const enrolment = { district: '370102', from: '2020-01-01' };
    for (const [token, insurance, change] of [
      [tokens.hrss, 'pension', {}],
      [tokens.medicalBureau, 'medical', { scheme: 'pooled' }],
    ] as const)
      expect(
        (
          await ask(token, 'PUT', `/v1/persons/${personId}/enrolments/${insurance}`, {
            ...enrolment,
            ...change,
          })
        ).status,
      ).toBe(200);
    for (const [token, change, status] of [
      [payer, { name: canaries['holder of the account'] }, 422],
      [payer, {}, 201],
      [alipayPayer, {}, 201],
    ] as const) {
      const reply = await ask(token, 'POST', '/v1/payers/me/beneficiaries', { ...identity, ...change });
      expect(reply.status).toBe(status);
    }
    expect((await ask(payer, 'GET', '/v1/payers/me/beneficiaries')).status).toBe(200);
  }, 60_000);

  it('go along with a payment at every kind of channel, with papers, a refund, and errors', async () => {
    const [desk, bank] = [tokens.taxDesk, tokens.banks['ccb'] ?? ''];
    const cash = await ask(desk, 'POST', '/v1/collections', report(await quoted(desk, ['2022-01'])));
    expect(cash.body.status).toBe('paid');
    const card = report(await quoted(bank, ['2022-02']), { method: 'card' });
    expect((await ask(bank, 'POST', '/v1/collections', card)).body.status).toBe('paid');
    const line = report(await quoted(bank, ['2022-03']));
    const broken = { ...line, payerName: canaries.name, channelTransactionNo: canaries.number };
    const file = `${JSON.stringify(line)}\n${JSON.stringify(broken)}\n${canaries.name},${canaries.phone}\n`;
    const sent = await ask(bank, 'POST', '/v1/collection-files', file, {
      'content-type': 'application/x-ndjson',
    });
    expect(sent.body).toMatchObject({ paid: 1, refused: 2 });
    const odd = { ...report(await quoted(desk, ['2022-04'])), channelTransactionNo: canaries.number };
    expect((await ask(desk, 'POST', '/v1/collections', odd)).status).toBe(400);

    const weChat = await ordered(payer, 'wechat', '2022-04');
    await call(undefined, 'POST', `/sandbox/channels/wechat/orders/${numberOf(weChat)}/payment`, {});
    await untilPaid(payer, weChat);
    const alipay = await ordered(alipayPayer, 'alipay', '2022-05');
    await call(undefined, 'POST', '/sandbox/channels/alipay/pay', { number: numberOf(alipay) });
    await untilPaid(alipayPayer, alipay);

    for (const form of ['', '.html', '.pdf'])
      expect((await ask(payer, 'GET', `/v1/receipts/${cash.body.receiptNo}${form}`)).status).toBe(200);
    const refund = { orderId: cash.body.orderId, months: ['2022-01'], reason: 'error' };
    expect((await ask(payer, 'POST', '/v1/refunds', refund)).status).toBe(201);
    expect((await ask(payer, 'POST', '/v1/refunds', { ...refund, phone: canaries.phone })).status).toBe(400);
  }, 120_000);

  it('go along with an agreement, its check by the bank, and a batch debit', async () => {
    const held = { number: canaries.account, holder: canaries['holder of the account'], balance: '5000.00' };
    await call(undefined, 'POST', '/sandbox/channels/batch-debit/accounts', held);
    const terms = {
      personId,
      bank: 'ccb',
      insurances: ['medical'],
      accountNumber: canaries.account,
      accountName: canaries['holder of the account'],
    };
    const wrong = { ...terms, accountNumber: `${canaries.account}x` };
    expect((await ask(payer, 'POST', '/v1/debit-agreements', wrong)).status).toBe(400);
    const signed = await ask(payer, 'POST', '/v1/debit-agreements', terms);
    expect(signed.status).toBe(201);
    const agreement = await eventually(
      () => ask(payer, 'GET', `/v1/debit-agreements/${signed.body.agreementId}`),
      ({ body }) => body.status !== 'awaiting-bank',
    );
    expect(agreement.body.status).toBe('verified');
    const opened = await byTwo('/v1/debit-runs', { reason: 'journey' });
    const run = await eventually(
      () => ask(tokens.operator, 'GET', `/v1/debit-runs/${opened.body.result.runId}`),
      ({ body }) => body.status === 'closed',
      60_000,
    );
    expect(run.body).toMatchObject({ status: 'closed' });
    expect(run.body.progress.succeeded.count).toBeGreaterThan(0);
  }, 120_000);

  it('are put right', async () => {
    const name = { name: canaries['corrected name'] };
    expect((await ask(tokens.hrss, 'PUT', `/v1/persons/${personId}/name`, name)).status).toBe(200);
    const number = { idNumber: canaries['corrected number'] };
    const path = `/v1/persons/${personId}/identity-number`;
    expect((await ask(tokens.hrss, 'PUT', path, number)).status).toBe(200);
  });

  it('stay while anything is under way, and every reason is named', async () => {
    const refused = await ask(tokens.operator, 'POST', `/v1/persons/${personId}/erasure`, {
      reason: 'journey',
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'erasure-not-possible']);
    expect(refused.body.conditions.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['erasure-still-insured', 'erasure-debit-agreement', 'erasure-refund-open']),
    );
  });

  it('of somebody who has left are erased, an account and an order among them', async () => {
    const identity = { idNumber: canaries['number of who leaves'], name: canaries['name of who leaves'] };
    const { body: left } = await ask(tokens.hrss, 'POST', '/v1/persons', identity);
    const path = `/v1/persons/${left.personId}`;
    const enrolment = { district: '370102', from: '2020-01-01' };
    await ask(tokens.hrss, 'PUT', `${path}/enrolments/pension`, enrolment);
    expect((await ask(payer, 'POST', '/v1/payers/me/beneficiaries', identity)).status).toBe(201);
    const account = { accountNumber: canaries['account of who leaves'], accountName: identity.name };
    const terms = { personId: left.personId, bank: 'ccb', insurances: ['pension'], ...account };
    const signed = await eventually(
      () => ask(payer, 'POST', '/v1/debit-agreements', terms),
      ({ status }) => status === 201,
    );
    const quote = await quoted(payer, ['2022-04'], { personId: left.personId });
    const order = { quoteToken: quote.body.token, channel: 'wechat', payerReference: 'oUpF8uMuAJO' };
    const opened = await ask(payer, 'POST', '/v1/orders', order);
    expect(opened.status).toBe(201);
    const stop = { on: '2022-04-30', reason: 'stopped' };
    expect((await ask(tokens.hrss, 'PUT', `${path}/enrolments/pension/end`, stop)).status).toBe(200);
    const standing = () => ask(tokens.operator, 'GET', `${path}/erasure`);
    const inTheWay = async (...codes: string[]): Promise<void> => {
      const told = ({ body }: Reply): string[] => body.conditions.map(({ code }: { code: string }) => code);
      expect(told(await eventually(standing, (reply) => told(reply).join() === codes.join()))).toEqual(codes);
    };
    await inTheWay('erasure-debit-agreement', 'erasure-order-open');
    await ask(payer, 'DELETE', `/v1/debit-agreements/${signed.body.agreementId}`);
    await eventually(
      () => ask(payer, 'POST', `/v1/orders/${opened.body.orderId}/close`),
      ({ body }) => body.status === 'closed',
    );
    await inTheWay();
    const { body: done } = await byTwo(`${path}/erasure`, { reason: 'journey' });
    expect(done).toMatchObject({ status: 'done', result: { outcome: 'erased' } });
    const renamed = await eventually(
      () => ask(tokens.hrss, 'PUT', `${path}/name`, { name: '测试乙' }),
      ({ status }) => status === 404,
    );
    expect(renamed.body.code).toBe('person-not-found');
    expect((await standing()).body).toMatchObject({ status: 'erased', conditions: [] });
  }, 120_000);

  it('lie nowhere but where they may', async () => {
    // The search reads what it is to read: the id of the person is in the topics' own files.
    const ofPerson = new Search({ person: personId });
    const places = ofPerson.inFiles(data, (path) => /^kafka\/logs\/.*\.log$/.test(path));
    for (const topic of ['registration.events', 'payment.events', 'ledger.events', 'ledger-sync.events'])
      expect(places.some(({ place }) => place.includes(topic))).toBe(true);
    const found = await everywhere();
    expect(found.filter((finding) => !isAllowed(finding))).toEqual([]);
    for (const [where] of allowed) expect(found.some(({ place }) => where.test(place))).toBe(true);
  }, 60_000);

  it('are found by the search in each kind of place, however they are written', async () => {
    const planted = join(data, 'logs', 'planted.log');
    const url = encodeURIComponent(canaries.name);
    writeFileSync(planted, `{"level":50,"msg":"x","url":"/v1/${url}"}\n`);
    const client = new pg.Client(postgres.url);
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const servers = kafkaClient({ brokers: [...kafka.brokers] }, 'canary', quiet);
    const [admin, producer] = [servers.admin(), servers.producer()];
    await Promise.all([client.connect(), admin.connect(), producer.connect()]);
    try {
      await admin.createTopics({
        topics: [{ topic: 'planted.leaks', numPartitions: 1 }],
        waitForLeaders: true,
      });
      await client.query(`create schema planted create table leak (data json, sealed bytea)`);
      await client.query('insert into planted.leak values ($1, $2)', [
        JSON.stringify({ note: Buffer.from(`to ${canaries.account}`).toString('base64') }),
        Buffer.from(canaries.number),
      ]);
      await producer.send({
        topic: 'planted.leaks',
        messages: [
          { key: canaries.phone, value: '{}' },
          { key: 'k', value: JSON.stringify({ name: canaries['corrected name'] }) },
          { key: 'k', value: '{}', headers: { holder: canaries['holder of the account'] } },
        ],
      });
      answers.push({ what: 'POST /v1/planted', status: 500, text: canaries['corrected number'] });
      const seen = async (): Promise<string[]> =>
        (await everywhere())
          .filter((finding) => !isAllowed(finding))
          .map(({ place, canary, form }) => `${place.replace(/\d{10,}/, '*')}: ${canary}, ${form}`);
      const expected = [
        'answer 500 of POST /v1/planted: corrected number, UTF-8',
        'file kafka/logs/planted.leaks-0/*.log: corrected name, UTF-8',
        'file kafka/logs/planted.leaks-0/*.log: holder of the account, UTF-8',
        'file kafka/logs/planted.leaks-0/*.log: phone, UTF-8',
        'file logs/planted.log: name, URL',
        'table planted.leak: account, Base64 of UTF-8',
        'table planted.leak: number, hex of UTF-8',
      ];
      expect([...new Set(await seen())].toSorted()).toEqual(expected);
    } finally {
      rmSync(planted, { force: true });
      answers.pop();
      await client.query('drop schema planted cascade');
      await client.end();
      await admin.deleteTopics({ topics: ['planted.leaks'] });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    }
  }, 60_000);
});
