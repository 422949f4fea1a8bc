import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { assessment } from '@canbao/assessment/service';
import type { BatchDebitSettings } from '@canbao/channels';
import { connectDebits, payment, storage } from '@canbao/payment/service';
import { channelSandbox, type ChannelSandbox } from './channel-sandbox';
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
import { banks } from '@canbao/vocabulary';
import { registered, type Registered } from './registered';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);

describe('monthly batch debit on real services', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let registration: Registered;
  let rules: TestService;
  let service: TestService;
  let bank: ChannelSandbox;
  const keys = quoteKeys();
  const lineKey = randomBytes(32).toString('base64url');

  beforeAll(async () => {
    database = await testDatabase();
    bank = await channelSandbox({ 'batch-debit': { lineKey } });
    registration = await registered(database);
    rules = await startForTest(assessment(keys, 'jinan'), database.url);
    const settings: BatchDebitSettings = {
      url: `${bank.url}/channels/batch-debit/`,
      node: '237010000000',
      taxOrgCode: '13701000000',
      payee: { bankNo: '011451000000', account: '1', name: '国家金库济南市中心支库' },
      bankNumbers: Object.fromEntries(banks.map((each, index) => [each, `1${index}4510000000`])) as never,
      lineKey,
      accountKeys: { current: 'k', secrets: { k: randomBytes(32).toString('base64url') } },
      timeoutMs: 2000,
    };
    service = await startForTest(
      payment(keys, undefined, undefined, undefined, undefined, connectDebits(settings)),
      database.url,
    );
    // Past its day the calendar opens a run of its own, which finds no agreement yet.
    if (new Date(Date.now() + 8 * 3_600_000).getUTCDate() >= 15)
      await eventually(
        () => database.query(`select from payment.debit_runs where status = 'closed'`),
        (runs) => runs.length === 1,
      );
  }, 120_000);
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await rules.stop();
    await bank.stop();
    await database.drop();
  });

  const accountNumber = (): string => `6217${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
  const account = async (balance: string): Promise<{ accountNumber: string; accountName: string }> => {
    const number = accountNumber();
    const opened = { number, holder: '示例甲', balance };
    await bank.ask('POST', '/sandbox/channels/batch-debit/accounts', opened);
    return { accountNumber: number, accountName: opened.holder };
  };
  const balanceOf = async (number: string): Promise<string> =>
    (await bank.ask('GET', `/sandbox/channels/batch-debit/accounts/${number}`)).body.account.fen;
  const declare = async (personId: string, base: string): Promise<void> => {
    const body = { personId, insurance: 'pension', months: [month], base };
    const { status } = await eventually(
      () => rules.call(payer, 'POST', '/v1/quotes', body),
      (reply) => reply.status === 201,
    );
    expect(status).toBe(201);
  };
  const sign = async (personId: string, terms: object): Promise<Reply> =>
    service.call(payer, 'POST', '/v1/debit-agreements', {
      personId,
      bank: 'ccb',
      insurances: ['pension'],
      ...terms,
    });
  const agreed = async (personId: string, terms: object): Promise<any> => {
    const { body, status } = await sign(personId, terms);
    expect(status).toBe(201);
    return (
      await eventually(
        () => service.call(payer, 'GET', `/v1/debit-agreements/${body.agreementId}`),
        (reply) => reply.body.status !== 'awaiting-bank',
      )
    ).body;
  };
  const person = async (): Promise<string> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    await eventually(
      () => database.query('select from assessment.delegations where person_id = $1', [personId]),
      (rows) => rows.length === 1,
    );
    return personId;
  };
  /** Two operators open a run. */
  const openRun = async (): Promise<string> => {
    const proposed = await service.call({ operator: 'one' }, 'POST', '/v1/debit-runs', { reason: 'spec' });
    expect(proposed.status).toBe(202);
    const path = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
    const approved = await service.call({ operator: 'two' }, 'POST', path, {});
    expect(approved.body).toMatchObject({ status: 'done' });
    return approved.body.result.runId as string;
  };
  const run = async (runId: string): Promise<any> =>
    (await service.call('operator', 'GET', `/v1/debit-runs/${runId}`)).body;
  const untilClosed = async (runId: string): Promise<any> =>
    eventually(
      () => run(runId),
      ({ status }) => status === 'closed',
      40_000,
    );
  const itemOf = async (runId: string, personId: string): Promise<any> =>
    (
      await database.query('select * from payment.debit_items where run_id = $1 and person_id = $2', [
        runId,
        personId,
      ])
    )[0];

  it('debits a declared base that was never paid: agreement, run, batch, result, settled', async () => {
    const personId = await person();
    await declare(personId, '5000.00');
    const terms = await account('1500.00');
    const agreement = await agreed(personId, terms);
    expect(agreement).toMatchObject({ status: 'verified', accountLast4: terms.accountNumber.slice(-4) });
    expect((await sign(personId, await account('1.00'))).body).toMatchObject({
      code: 'debit-agreement-exists',
    });

    const runId = await openRun();
    expect(await untilClosed(runId)).toMatchObject({
      status: 'closed',
      progress: { succeeded: { count: 1, amount: '1000.00' } },
      packs: [{ bank: 'ccb', count: 1, amount: '1000.00', status: 'taken' }],
    });
    expect(await balanceOf(terms.accountNumber)).toBe('50000');
    const types = await database.query(
      `select type from payment.events where coalesce(subject, data->>'personId') = $1 and type in ('PensionMonthsSettled', 'PaymentCaptured')`,
      [personId],
    );
    expect(types.map(({ type }) => type).sort()).toEqual(['PaymentCaptured', 'PensionMonthsSettled']);
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.accounts).toContainEqual(
      expect.objectContaining({ code: '1001.batch-debit', balance: '1000.00' }),
    );
    expect(body.total).toBe('0.00');
    await service.call(payer, 'DELETE', `/v1/debit-agreements/${agreement.agreementId}`);
  }, 120_000);

  it('keeps the account out of events, logs and answers', async () => {
    const personId = await person();
    const terms = await account('1.00');
    const agreement = await agreed(personId, terms);
    const stored = await database.query(`select data::text as text from payment.events`);
    const everything = [...stored.map(({ text }) => text as string), ...service.logged].join('\n');
    expect(everything).not.toContain(terms.accountNumber);
    expect(everything).not.toContain(terms.accountName);
    expect(JSON.stringify(agreement)).not.toContain(terms.accountNumber);
    const sealed = await database.query('select sealed from payment.debit_accounts where protocol_no = $1', [
      agreement.protocolNo,
    ]);
    expect(sealed).toHaveLength(1);
    expect(sealed[0].sealed.toString('latin1')).not.toContain(terms.accountNumber);
    await service.call(payer, 'DELETE', `/v1/debit-agreements/${agreement.agreementId}`);
  }, 60_000);

  it('is refused by the bank where the holder is another, and signed again with the right one', async () => {
    const personId = await person();
    const terms = await account('9.00');
    expect(await agreed(personId, { ...terms, accountName: '别人' })).toMatchObject({
      status: 'refused',
      because: 'holder-differs',
    });
    const again = await agreed(personId, terms);
    expect(again).toMatchObject({ status: 'verified' });
    await service.call(payer, 'DELETE', `/v1/debit-agreements/${again.agreementId}`);
  }, 60_000);

  it('is signed, changed, and signed at a counter only for what a batch would debit', async () => {
    const personId = await person();
    const agreement = await agreed(personId, await account('1.00'));
    const path = `/v1/debit-agreements/${agreement.agreementId}`;
    const death = { personId, bureau: 'hrss', revision: 1 } as const;
    await registration.publish('canbao.registration.PersonDied.v1', { ...death, on: '2025-01-10' });
    await eventually(
      () => service.call(payer, 'GET', path),
      ({ body }) => body.stops !== undefined,
    );
    // The agreement stands, and says so; nobody changes it, and nobody signs another.
    const changed = { bank: 'icbc', insurances: ['pension'], ...(await account('1.00')) };
    const refused = [
      await service.call(payer, 'PUT', path, changed),
      await sign(personId, { ...(await account('1.00')), insurances: ['medical'] }),
      await service.call({ bank: 'ccb' }, 'POST', '/v1/debit-agreements', {
        ...changed,
        personId,
        bank: 'ccb',
        insurances: ['medical'],
      }),
    ];
    for (const { status, body } of refused) {
      expect([status, body.code, body.retryable]).toEqual([422, 'nothing-to-debit', true]);
      expect(body.conditions).toMatchObject([
        { code: 'person-deceased', clearedBy: 'registration-agency', details: { from: '2025-02' } },
      ]);
    }
    // Refused terms leave no account behind.
    const kept = await database.query('select from payment.debit_accounts where person_id = $1', [personId]);
    expect(kept).toHaveLength(1);

    const { on: _, ...withdrawn } = { ...death, on: '', revision: 2 };
    await registration.publish('canbao.registration.DeathWithdrawn.v1', withdrawn);
    const again = await eventually(
      () => service.call(payer, 'PUT', path, changed),
      ({ status }) => status === 200,
    );
    expect(again.body).toMatchObject({ bank: 'icbc', insurances: ['pension'] });
    expect(again.body.stops).toBeUndefined();
    await service.call(payer, 'DELETE', path);
  }, 60_000);

  it('retries a month that failed with the next run, and locks self-payment while the bank does not know', async () => {
    const [poor, unknown] = [await person(), await person()];
    const terms = [await account('10.00'), await account('5000.00')] as const;
    const agreements = [];
    for (const [index, personId] of [poor, unknown].entries()) {
      await declare(personId, '5000.00');
      agreements.push(await agreed(personId, terms[index] as object));
    }
    await bank.ask('PUT', '/sandbox/channels/faults', {
      counterpart: 'batch-debit',
      mode: 'result-unknown',
      order: agreements[1].protocolNo,
    });
    const monthOf = { personId: unknown, insurance: 'pension', months: [month] };
    const quote = await rules.call(payer, 'POST', '/v1/quotes', monthOf);
    const first = await openRun();
    await eventually(
      () => run(first),
      ({ progress }) => progress.failed !== undefined && progress.unknown !== undefined,
      40_000,
    );
    expect(await itemOf(first, poor)).toMatchObject({ status: 'failed', because: 'insufficient-funds' });
    expect(await itemOf(first, unknown)).toMatchObject({ status: 'unknown' });

    const order = await service.call(payer, 'POST', '/v1/orders', {
      quoteToken: quote.body.token,
      channel: 'wechat',
    });
    expect(order).toMatchObject({ status: 409, body: { code: 'month-in-debit-run' } });
    expect(order.body.conditions).toMatchObject([{ code: 'month-in-debit-run' }]);
    for (const as of [payer, { bank: 'ccb' } as TestRole]) {
      const refused = await eventually(
        () => rules.call(as, 'POST', '/v1/quotes', monthOf),
        (reply) => reply.status !== 201,
      );
      expect(refused).toMatchObject({
        status: 409,
        body: {
          code: 'month-in-debit-run',
          conditions: [{ clearedBy: 'channel', clearsOn: expect.any(String) }],
        },
      });
    }
    const shown = await rules.call(payer, 'GET', `/v1/persons/${unknown}/payables?insurance=pension`);
    expect(shown.body.items.find((each: any) => each.month === month)).toMatchObject({
      status: 'closed',
      conditions: [{ code: 'month-in-debit-run', evidence: expect.any(String) }],
    });
    const why = await rules.call(payer, 'GET', `/v1/persons/${unknown}/months/${month}/why`);
    expect(why.body.items[0]).toMatchObject({
      insurance: 'pension',
      pay: { answer: 'no', conditions: [{ code: 'month-in-debit-run', clearedBy: 'channel' }] },
    });

    await bank.ask('POST', '/sandbox/channels/batch-debit/accounts', {
      number: terms[0].accountNumber,
      holder: terms[0].accountName,
      balance: '2000.00',
    });
    const second = await openRun();
    await untilClosed(second);
    expect(await itemOf(second, poor)).toMatchObject({ status: 'succeeded' });
    expect(await itemOf(second, unknown)).toMatchObject({
      status: 'left-out',
      because: 'month-in-debit-run',
    });
    expect(await balanceOf(terms[1].accountNumber)).toBe('400000');

    await bank.ask('DELETE', '/sandbox/channels/faults');
    // The bank itself tells the end of the unknown one, in its own file.
    const item = await itemOf(first, unknown);
    const [entrustDate, packNo] = item.pack.split(' ') as [string, string];
    const { data } = (
      await database.query(
        `select data from payment.events where type = 'DebitPackMade' and data->>'packNo' = $1`,
        [packNo],
      )
    )[0];
    const { traNo } = data.items.find(({ itemId }: { itemId: string }) => itemId === item.item_id);
    const file = (result: string, change: object = {}): string => {
      const line = `${JSON.stringify({ kind: 'item', traNo, result, amount: '1000.00', paidAt: `${entrustDate}T00:00:00+08:00`, ...change })}\n`;
      const sha256 = createHash('sha256').update(line).digest('hex');
      return `${JSON.stringify({ kind: 'pack', entrustDate, packNo, count: 1, amount: '1000.00' })}\n${line}${JSON.stringify({ kind: 'end', sha256 })}\n`;
    };
    const send = (text: string, as: TestRole = { bank: 'ccb' }): Promise<Reply> =>
      service.call(as, 'POST', `/v1/debit-runs/${first}/results`, text, {
        'content-type': 'application/x-ndjson',
      });
    expect((await send(file('90000'), { bank: 'icbc' })).status).toBe(404);
    expect((await send(file('90000', { amount: '999.00' }))).body).toMatchObject({
      code: 'debit-result-totals',
    });
    expect((await send(file('90000'))).body).toMatchObject({ packs: 1, succeeded: 1, amount: '1000.00' });
    expect((await send(file('90000'))).body).toMatchObject({ packs: 1, succeeded: 1 });
    expect((await send(file('24003'))).body).toMatchObject({ code: 'debit-result-conflicts' });
    expect(await itemOf(first, unknown)).toMatchObject({ status: 'succeeded' });
    const captured = await database.query(
      `select count(*)::int as count from payment.events where coalesce(subject, data->>'personId') = $1 and type = 'PaymentCaptured'`,
      [unknown],
    );
    expect(captured).toEqual([{ count: 1 }]);
    for (const { agreementId } of agreements)
      await service.call(payer, 'DELETE', `/v1/debit-agreements/${agreementId}`);
  }, 180_000);

  it(
    'has tables that are what their events make, for every size of a batch',
    async () => expect(differences(await verified(storage, database.url))).toEqual([]),
    60_000,
  );
});
