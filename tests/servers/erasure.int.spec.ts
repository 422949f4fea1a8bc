import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { contractEvents, type ContractEvent, type QuoteClaims } from '@canbao/contracts';
import { connectDebits, payment, storage as paymentStorage } from '@canbao/payment/service';
import { rebuild } from '@canbao/postgres';
import { registration, storage as registrationStorage } from '@canbao/registration/service';
import { withKitEvents } from '@canbao/service-kit';
import { Search } from '@canbao/test-journeys/canary';
import { banks, checkDigitOf } from '@canbao/vocabulary';
import { balancesOf } from './balances';
import { publisher, type Publisher } from './publisher';
import {
  differences,
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from './service';
import { SpecClock } from './spec-clock';

const may = '2022-05-18T10:00:00.000+08:00';
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const stranger: TestRole = { payer: 'payer-2', channel: 'alipay' };
const secret = (form: 'base64' | 'base64url' = 'base64'): string => randomBytes(32).toString(form);
/** Made at run time: passes the check digit, stored nowhere. */
const madeUp = () => {
  const body = `37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  return { idNumber: body + checkDigitOf(body), name: '测试甲' };
};
type Person = ReturnType<typeof madeUp> & { readonly personId: string };

describe('the erasure of a person on real servers', () => {
  const keys = quoteKeys();
  const clocks = [new SpecClock(may), new SpecClock(may)] as const;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let register: TestService;
  let money: TestService;
  let bureaus: Publisher;

  beforeAll(async () => {
    database = await testDatabase();
    bureaus = await publisher('ledger-sync', database.url);
    for (const clock of clocks) await clock.start();
    const [first, second] = clocks.map(({ url }) => ({ CLOCK_URL: url, CATCH_UP_MS: 10_000, JOB_PACE: 60 }));
    const identityKeys = { current: '1', keys: [{ id: '1', encryption: secret(), index: secret() }] };
    register = await startForTest(registration(identityKeys), database.url, first);
    const debits = connectDebits({
      url: 'http://127.0.0.1:9/',
      node: '237010000000',
      taxOrgCode: '13701000000',
      payee: { bankNo: '011451000000', account: '1', name: '国家金库济南市中心支库' },
      bankNumbers: Object.fromEntries(banks.map((each, index) => [each, `1${index}4510000000`])) as never,
      lineKey: secret('base64url'),
      accountKeys: { current: 'k', secrets: { k: secret('base64url') } },
      timeoutMs: 500,
    });
    money = await startForTest(
      payment(keys, undefined, undefined, undefined, undefined, debits),
      database.url,
      second,
    );
  }, 120_000);
  afterAll(async () => {
    await money.stop();
    await register.stop();
    await bureaus.stop();
    for (const clock of clocks) clock.stop();
    await database.drop();
  });

  const rows = async (table: string, personId: string): Promise<number> =>
    (await database.query(`select from ${table} where person_id = $1`, [personId])).length;
  const keyOf = async (personId: string): Promise<any> =>
    (await database.query('select * from payment.person_keys where person_id = $1', [personId]))[0];
  /** Tables of both services that hold sealed bytes of the person, whatever is added to them. */
  const sealedOf = async (personId: string): Promise<string[]> => {
    const columns = await database.query(
      `select table_schema || '.' || table_name as "table", column_name as "column"
       from information_schema.columns c
       where table_schema in ('registration', 'payment') and data_type = 'bytea' and exists (
         select from information_schema.columns o
         where (o.table_schema, o.table_name, o.column_name) = (c.table_schema, c.table_name, 'person_id'))`,
    );
    const found: string[] = [];
    for (const { table, column } of columns) {
      const text = `select from ${table} where person_id = $1 and ${column} is not null limit 1`;
      if ((await database.query(text, [personId])).length > 0) found.push(`${table}.${column}`);
    }
    return found.toSorted();
  };
  const enrolled = async (change: Partial<Person> = {}): Promise<Person> => {
    const identity = { ...madeUp(), ...change };
    const { personId } = (await register.call('hrss', 'POST', '/v1/persons', identity)).body;
    const from = { district: '370102', from: '2020-01-01' };
    await register.call('hrss', 'PUT', `/v1/persons/${personId}/enrolments/pension`, from);
    await register.call(payer, 'POST', '/v1/payers/me/beneficiaries', identity);
    await eventually(
      () => rows('payment.delegations', personId),
      (found) => found === 1,
    );
    return { ...identity, personId };
  };
  const accountNumber = (): string => `6217${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
  const sign = (personId: string, account: object = {}): Promise<Reply> =>
    money.call(payer, 'POST', '/v1/debit-agreements', {
      personId,
      bank: 'ccb',
      insurances: ['pension'],
      accountNumber: accountNumber(),
      accountName: '测试甲',
      ...account,
    });
  const leave = async (personId: string): Promise<void> => {
    const path = `/v1/persons/${personId}/enrolments/pension/end`;
    const { status } = await register.call('hrss', 'PUT', path, { on: '2022-04-30', reason: 'stopped' });
    expect(status).toBe(200);
  };
  const tokenFor = (personId: string, month: string): Promise<string> => {
    const claims = {
      quoteId: randomUUID(),
      personId,
      payerId: 'payer-1',
      insurance: 'pension',
      district: '370102',
      lines: [
        {
          item: 'pension',
          month,
          base: '5000.00',
          rate: '0.2',
          amount: '1000.00',
          parts: { pooledFund: '600.00', personalAccount: '400.00' },
        },
      ],
      total: '1000.00',
      issuedAt: '2022-05-18T09:50:00.000+08:00',
      expiresAt: '2022-05-18T10:20:00.000+08:00',
      certificateHash: 'none',
    } as unknown as QuoteClaims;
    return quoteToken(claims, keys);
  };
  const pay = async (personId: string): Promise<Reply> =>
    money.call({ bank: 'ccb' }, 'POST', '/v1/collections', {
      quoteToken: await tokenFor(personId, '2022-03'),
      channelTransactionNo: `T${randomUUID()}`,
      amount: '1000.00',
      paidAt: '2022-05-18T09:59:00.000+08:00',
      method: 'cash',
    });
  const stands = async (personId: string, as: TestRole = 'operator'): Promise<any> =>
    (await money.call(as, 'GET', `/v1/persons/${personId}/erasure`)).body;
  const codes = ({ conditions }: { conditions: readonly { code: string }[] }): string[] =>
    conditions.map(({ code }) => code);
  const propose = (personId: string): Promise<Reply> =>
    money.call({ operator: 'one' }, 'POST', `/v1/persons/${personId}/erasure`, { reason: 'ticket-1' });
  const approve = ({ body: { proposalId } }: Reply, operator = 'two'): Promise<Reply> =>
    money.call({ operator }, 'POST', `/v1/operations/payment/proposals/${proposalId}/approval`, {});
  const untilGone = async (personId: string): Promise<void> => {
    expect(
      await eventually(
        () => rows('registration.identity', personId),
        (left) => left === 0,
      ),
    ).toBe(0);
    await eventually(
      () => rows('payment.delegations', personId),
      (left) => left === 0,
    );
  };

  /** Through both reviews, a bureau that has never booked the month, and the counter that took the money. */
  const payBack = async (personId: string, refundId: string): Promise<void> => {
    const path = `/v1/refunds/${refundId}`;
    for (const as of ['operator', 'hrss'] as const)
      expect((await money.call(as, 'POST', `${path}/approval`)).status).toBe(200);
    const type = 'canbao.ledger-sync.PostingAbsent.v1';
    const confirmedAt = '2022-05-18T10:01:00.000+08:00';
    const absent = { personId, insurance: 'pension', month: '2022-03', refundId, confirmedAt };
    await bureaus.publish({ type, data: contractEvents[type].data.parse(absent) } as ContractEvent);
    const paidOut = { payoutNo: 'P1', amount: '1000.00' };
    const { body } = await eventually(
      () => money.call({ bank: 'ccb' }, 'POST', `${path}/payout`, paidOut),
      ({ status }) => status === 200,
    );
    expect(body.status).toBe('refunded');
  };

  it('has a copy before it: what is held, masked, why and for how long', async () => {
    const { personId, ...identity } = await enrolled();
    const { body: agreement } = await sign(personId);
    const path = `/v1/persons/${personId}/personal-data`;
    const own = await register.call(payer, 'GET', path);
    expect(own.body.items.map(({ what, values }: any) => [what, values]).slice(0, 3)).toEqual([
      ['姓名', ['测**']],
      ['证件号码', [`${identity.idNumber.slice(0, 3)}***********${identity.idNumber.slice(-4)}`]],
      ['参保登记', ['基本养老保险：2020-01-01 起']],
    ]);
    expect(own.body.items[0]).toMatchObject({
      purposes: expect.arrayContaining([
        { words: '出具缴费凭证', article: expect.stringContaining('第十三条') },
      ]),
      kept: expect.stringContaining('保管期限'),
    });
    const part = await money.call(payer, 'GET', `${path}/payment`);
    expect(part.body.items[0].values).toEqual([expect.stringContaining(`尾号 ${agreement.accountLast4}`)]);
    expect((await register.call(stranger, 'GET', path)).status).toBe(404);
    const { body: readings } = await register.call(payer, 'GET', `/v1/persons/${personId}/readings`);
    expect(readings.items.filter(({ purpose }: any) => purpose === 'own-copy')).toHaveLength(2);
  });

  it('is asked for by whoever may act for them, once, and does nothing by itself', async () => {
    const { personId } = await enrolled();
    const path = `/v1/persons/${personId}/erasure-requests`;
    expect((await money.call(stranger, 'POST', path, {})).status).toBe(404);
    const [first, second] = [
      await money.call(payer, 'POST', path, {}),
      await money.call(payer, 'POST', path),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const { requestedAt } = first.body;
    expect(requestedAt).toContain('2022-05-18T10:0');
    expect(await stands(personId, payer)).toMatchObject({ status: 'requested', requestedAt });
    const { body } = await money.call('auditor', 'GET', '/v1/erasures?status=requested');
    expect(body.items).toEqual([{ personId, status: 'requested', requestedAt }]);
    expect(await rows('registration.identity', personId)).toBe(1);
  });

  it('waits while the person is insured, or an agreement lives: every reason is named', async () => {
    const { personId } = await enrolled();
    const agreement = await sign(personId);
    expect(agreement.status).toBe(201);
    const refused = await propose(personId);
    expect([refused.status, refused.body.code]).toEqual([409, 'erasure-not-possible']);
    expect(codes(refused.body)).toEqual(['erasure-still-insured', 'erasure-debit-agreement']);
    expect(refused.body.conditions[0]).toMatchObject({
      source: expect.stringContaining('个人信息保护法'),
      clearedBy: 'registration-agency',
    });
    await leave(personId);
    await eventually(
      () => stands(personId),
      (standing) => codes(standing).length === 1,
    );
    const { agreementId } = agreement.body;
    await money.call(payer, 'DELETE', `/v1/debit-agreements/${agreementId}`);
    expect(await stands(personId)).toMatchObject({ status: 'none', conditions: [] });
  });

  it('is done by two operators, in payment and then in registration; the number begins a new person', async () => {
    const { personId, ...identity } = await enrolled();
    const { body: agreement } = await sign(personId);
    await money.call(payer, 'DELETE', `/v1/debit-agreements/${agreement.agreementId}`);
    await leave(personId);
    await eventually(
      () => stands(personId),
      (standing) => codes(standing).length === 0,
    );
    expect([await rows('payment.debit_accounts', personId), (await keyOf(personId)).data_key]).toEqual([
      1,
      expect.any(Buffer),
    ]);
    expect(await sealedOf(personId)).toEqual([
      'payment.debit_accounts.sealed',
      'payment.person_keys.data_key',
      'registration.identity.data_key',
      'registration.identity.id_number',
      'registration.identity.name',
      'registration.identity_index.digest',
      'registration.identity_version.sealed',
    ]);
    const proposed = await propose(personId);
    expect(proposed.status).toBe(202);
    expect(proposed.body.details).toEqual({ personId, effect: 'erase' });
    expect((await approve(proposed, 'one')).status).toBe(403);
    const done = await approve(proposed);
    expect(done.body).toMatchObject({ status: 'done', result: { outcome: 'erased' } });
    expect((await approve(proposed, 'three')).body).toEqual(done.body);
    expect(await keyOf(personId)).toMatchObject({ data_key: null, destroyed_at: expect.any(Date) });
    expect(await rows('payment.debit_accounts', personId)).toBe(0);
    await untilGone(personId);
    expect(await sealedOf(personId)).toEqual([]);
    expect(await stands(personId)).toMatchObject({ status: 'erased', conditions: [] });

    // Nobody finds them, nothing is sealed for them again, and who has read them stays known.
    expect((await register.call('hrss', 'PUT', `/v1/persons/${personId}/name`, { name: '乙' })).status).toBe(
      404,
    );
    expect((await sign(personId)).status).toBe(404);
    const counter = await money.call({ bank: 'ccb' }, 'POST', '/v1/debit-agreements', {
      personId,
      bank: 'ccb',
      insurances: ['pension'],
      accountNumber: '62170000000000000',
      accountName: '测试甲',
    });
    expect([counter.status, counter.body.code]).toEqual([404, 'person-not-found']);
    const again = await propose(personId);
    expect((await approve(again)).body).toMatchObject({ status: 'done', result: { outcome: 'erased' } });
    const events = await database.query(
      `select type from payment.events where stream = $1 order by version`,
      [`erasure-${personId}`],
    );
    expect(events.map(({ type }) => type)).toEqual(['ErasureDecided', 'PersonErased']);
    const anew = await register.call('hrss', 'POST', '/v1/persons', identity);
    expect(anew.status).toBe(201);
    expect(anew.body.personId).not.toBe(personId);
    expect((await register.call(payer, 'POST', '/v1/payers/me/beneficiaries', identity)).status).toBe(201);
  });

  it('goes on where a crash has stopped it, and registration waits for payment', async () => {
    const { personId } = await enrolled();
    await sign(personId).then(({ body }) =>
      money.call(payer, 'DELETE', `/v1/debit-agreements/${body.agreementId}`),
    );
    await leave(personId);
    await eventually(
      () => stands(personId),
      (standing) => codes(standing).length === 0,
    );
    const proposed = await propose(personId);
    await database.query(
      `create function payment.refuse_erased() returns trigger language plpgsql as
        $$ begin raise exception 'no space for another row'; end $$;
       create trigger refuse_erased before insert on payment.events for each row
        when (new.type = 'PersonErased') execute function payment.refuse_erased()`,
    );
    expect((await approve(proposed)).status).toBeGreaterThanOrEqual(500);
    expect(await stands(personId)).toMatchObject({ status: 'erasing' });
    expect(await rows('registration.identity', personId)).toBe(1);
    await database.query('drop trigger refuse_erased on payment.events');
    await untilGone(personId);
    expect(await stands(personId)).toMatchObject({ status: 'erased' });
  });

  it('of somebody who has died is asked for by their relatives, at a desk', async () => {
    const { personId } = await enrolled();
    await register.call('hrss', 'PUT', `/v1/persons/${personId}/death`, { on: '2022-05-01' });
    await eventually(
      () => stands(personId),
      (standing) => codes(standing).length === 0,
    );
    const asked = await money.call('tax-desk', 'POST', `/v1/persons/${personId}/erasure-requests`, {});
    expect(asked.body.status).toBe('requested');
    expect((await approve(await propose(personId))).body.result).toMatchObject({ outcome: 'erased' });
    await untilGone(personId);
  });

  it('is put off where the law has payments kept: restricted until then, and done by itself after', async () => {
    const account = { accountNumber: accountNumber(), accountName: '靐𪚥·鸂鶒父' };
    const { personId, ...identity } = await enrolled({ name: '龘𠮷·鸂鶒娜' });
    const { body: agreement } = await sign(personId, account);
    const paid = await pay(personId);
    expect(paid.body.status).toBe('paid');
    const { code } = (await money.call(payer, 'GET', `/v1/receipts/${paid.body.receiptNo}`)).body;
    const order = await money.call(payer, 'POST', '/v1/orders', {
      quoteToken: await tokenFor(personId, '2022-04'),
      channel: 'wechat',
    });
    expect(order.status).toBe(201);
    const asked = { orderId: paid.body.orderId, months: ['2022-03'], reason: 'error' };
    const { body: refund } = await money.call(payer, 'POST', '/v1/refunds', asked);
    await leave(personId);
    const inTheWay = await eventually(
      () => stands(personId),
      (now) => codes(now).length === 4,
    );
    const retained = 'erasure-retained';
    expect(codes(inTheWay)).toEqual([
      'erasure-debit-agreement',
      'erasure-order-open',
      'erasure-refund-open',
      retained,
    ]);
    expect((await propose(personId)).status).toBe(409);
    await money.call(payer, 'DELETE', `/v1/debit-agreements/${agreement.agreementId}`);
    await money.call(payer, 'POST', `/v1/orders/${order.body.orderId}/close`);
    expect(codes(await stands(personId))).toEqual(['erasure-refund-open', retained]);
    await payBack(personId, refund.refundId);
    const standing = await eventually(
      () => stands(personId),
      (now) => codes(now).length === 1,
    );
    expect(standing).toMatchObject({ status: 'none', keptUntil: '2052-12-31' });
    expect(standing.conditions).toEqual([
      expect.objectContaining({ code: 'erasure-retained', clearsOn: '2053-01-01', clearedBy: 'time' }),
    ]);
    const before = await balancesOf(money);
    const proposed = await propose(personId);
    expect(proposed.body.details).toEqual({ personId, effect: 'restrict', keptUntil: '2052-12-31' });
    const done = await approve(proposed);
    expect(done.body.result).toMatchObject({ outcome: 'restricted', keptUntil: '2052-12-31' });
    await eventually(
      () => rows('registration.restricted_persons', personId),
      (found) => found === 1,
    );
    await eventually(
      () => rows('payment.delegations', personId),
      (left) => left === 0,
    );

    // Kept, and no more than kept: payers cannot add them, and a second request is told the day.
    const added = await register.call(payer, 'POST', '/v1/payers/me/beneficiaries', identity);
    expect([added.status, added.body.code]).toEqual([422, 'no-matching-person']);
    expect((await money.call(payer, 'GET', `/v1/persons/${personId}/erasure`)).status).toBe(404);
    const again = await propose(personId);
    expect([again.status, codes(again.body)]).toEqual([409, ['erasure-retained']]);
    expect(await rows('registration.identity', personId)).toBe(1);

    await database.query(
      `insert into payment.channel_notices (channel, notice_id, about, number, raw, received_at)
       values ('wechat', 'theirs', 'payment', $1, 'sealed', '2052-12-30'),
         ('wechat', 'of others', 'payment', 'n', 'sealed', '2052-12-30'),
         ('wechat', 'of old', 'payment', 'n', 'sealed', '2022-05-18')`,
      [order.body.orderId.replaceAll('-', '')],
    );
    for (const clock of clocks) await clock.moveTo('2053-01-01T00:30:00.000+08:00');
    await untilGone(personId);
    expect(await stands(personId)).toEqual({ personId, status: 'erased', conditions: [] });
    expect(await balancesOf(money)).toEqual(before);
    expect(await sealedOf(personId)).toEqual([]);
    const search = new Search({ ...identity, ...account });
    expect(await search.inTables(database.url)).toEqual([]);
    expect(search.in('logs', [...money.logged, ...register.logged].join('\n'))).toEqual([]);

    // Whoever holds the paper learns what has become of the money, and no longer whose it was.
    const { body: check } = await money.call(undefined, 'GET', `/v1/verify/${code}`);
    expect(check).toMatchObject({
      kind: 'receipt',
      number: paid.body.receiptNo,
      state: 'refunded',
      net: '0.00',
      lines: [{ month: '2022-03', amount: '1000.00', state: 'refunded' }],
    });
    const holder = await register.call(undefined, 'GET', `/v1/paper-holders/${check.holder}/masked`);
    expect([holder.status, holder.body.code]).toEqual([404, 'person-not-found']);
    const shown = await money.call('operator', 'GET', `/v1/refunds/${refund.refundId}`);
    expect(shown.body).toMatchObject({ status: 'refunded', amount: '1000.00' });
    const kept = await database.query('select notice_id from payment.channel_notices where raw is not null');
    expect(kept).toEqual([{ notice_id: 'of others' }]);
    for (const clock of clocks) await clock.moveTo(may);
  }, 120_000);

  it.each([paymentStorage, registrationStorage])(
    'leaves tables of $name that are what their events make',
    async ({ name, views, eventTypes }) => {
      const own = { url: database.url, service: name, views, eventTypes: withKitEvents(eventTypes) };
      expect(differences([await rebuild({ ...own, verify: true, batch: 7 })])).toEqual([]);
    },
    120_000,
  );
});
