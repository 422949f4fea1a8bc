import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually, setClock } from './stack';

const { tokens } = credentials();
const may = '2022-05-18T10:00:00+08:00';

beforeAll(() => setClock(may));
afterAll(() => setClock(null));

const quote = (token: string, personId: string, body: object) =>
  call(token, 'POST', '/v1/quotes', { personId, ...body });

const collect = (token: string, quoteToken: string, amount: string, more: object = {}) =>
  call(token, 'POST', '/v1/collections', {
    quoteToken,
    channelTransactionNo: `T${randomUUID()}`,
    amount,
    paidAt: may,
    method: 'cash',
    ...more,
  });

const posted = (personId: string, month: string) =>
  eventually(
    () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
    ({ body }) => (body.items ?? []).some((item: { status: string }) => item.status === 'posted'),
  );

describe("a payer's month", () => {
  it('travels from registration to the books of HRSS', async () => {
    const { personId } = await enrolledPerson();
    expect((await call(tokens.operator, 'GET', `/v1/persons/${personId}/enrolments`)).body).toEqual({
      personId,
      pension: { district: '370102', from: '2020-01-01' },
      medical: { district: '370102', scheme: 'pooled', from: '2020-01-01' },
      periods: {
        pension: [{ district: '370102', from: '2020-01-01' }],
        medical: [{ district: '370102', scheme: 'pooled', from: '2020-01-01' }],
      },
    });
    const quoted = await quote(tokens.taxDesk, personId, {
      insurance: 'pension',
      months: ['2022-04', '2022-05'],
      base: '3746.00',
    });
    expect(quoted).toMatchObject({ status: 201, body: { total: '1498.40', currency: 'CNY' } });
    const paid = await collect(tokens.taxDesk, quoted.body.token, '1498.40');
    expect(paid).toMatchObject({ status: 201, body: { status: 'paid' } });
    for (const month of ['2022-04', '2022-05']) {
      expect((await posted(personId, month)).body.items).toMatchObject([
        { insurance: 'pension', month, status: 'posted' },
      ]);
    }
    const payables = await eventually(
      () => call(tokens.taxDesk, 'GET', `/v1/persons/${personId}/payables?insurance=pension`),
      ({ body }) =>
        body.items?.find((item: { month: string }) => item.month === '2022-05')?.status === 'paid',
    );
    expect(
      payables.body.items
        .filter((item: { status: string }) => item.status === 'paid')
        .map((item: { month: string }) => item.month),
    ).toEqual(['2022-04', '2022-05']);
  });

  it('posts the three items of a pooled month as one bundle', async () => {
    const { personId } = await enrolledPerson({ scheme: 'pooled' });
    const quoted = await quote(tokens.banks['ccb'] ?? '', personId, {
      insurance: 'medical',
      months: ['2022-05'],
      items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
    });
    expect(quoted).toMatchObject({ status: 201, body: { total: '205.30' } });
    expect((await collect(tokens.banks['ccb'] ?? '', quoted.body.token, '205.30')).body.status).toBe('paid');
    expect((await posted(personId, '2022-05')).body.items).toMatchObject([
      { insurance: 'medical', status: 'posted', total: '205.30' },
    ]);
  });

  it('keeps an incomplete bundle, offers the missing item at every channel, and posts it once complete', async () => {
    const { personId } = await enrolledPerson({ scheme: 'pooled' });
    const quoted = await quote(tokens.banks['icbc'] ?? '', personId, {
      insurance: 'medical',
      months: ['2022-05'],
    });
    const part = await collect(tokens.banks['icbc'] ?? '', quoted.body.token, '187.30', {
      items: ['pooled-unit', 'pooled-personal'],
    });
    expect(part).toMatchObject({ status: 201, body: { status: 'incomplete', missingItems: ['mutual-aid'] } });
    const waiting = await eventually(
      () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=2022-05`),
      ({ body }) => body.items?.length === 1,
    );
    expect(waiting.body.items).toMatchObject([
      { status: 'waiting', conditions: [{ code: 'bundle-incomplete' }] },
    ]);
    const open = await eventually(
      () => call(tokens.taxDesk, 'GET', `/v1/persons/${personId}/payables?insurance=medical`),
      ({ body }) =>
        body.items?.find((one: { month: string }) => one.month === '2022-05')?.conditions.length === 1,
    );
    expect(open.body.items.find((one: { month: string }) => one.month === '2022-05')).toMatchObject({
      status: 'payable',
      items: ['mutual-aid'],
      total: '18.00',
      conditions: [
        { code: 'bundle-incomplete', clearedBy: 'payer', evidence: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ],
    });
    const rest = await eventually(
      () =>
        quote(tokens.taxDesk, personId, { insurance: 'medical', months: ['2022-05'], items: ['mutual-aid'] }),
      ({ status }) => status === 201,
    );
    expect(rest.body.total).toBe('18.00');
    expect((await collect(tokens.taxDesk, rest.body.token, '18.00')).body.status).toBe('paid');
    expect((await posted(personId, '2022-05')).body.items).toMatchObject([
      { status: 'posted', total: '205.30' },
    ]);
  });

  it('books a month once when two banks take it at the same time, and keeps the other money in suspense', async () => {
    const { personId } = await enrolledPerson();
    const quotes = await Promise.all(
      ['ccb', 'abc'].map(async (bank) => ({
        bank,
        quoted: await quote(tokens.banks[bank] ?? '', personId, {
          insurance: 'pension',
          months: ['2022-05'],
          base: '5000.00',
        }),
      })),
    );
    const results = await Promise.all(
      quotes.map(({ bank, quoted }) => collect(tokens.banks[bank] ?? '', quoted.body.token, '1000.00')),
    );
    expect(results.map(({ status }) => status)).toEqual([201, 201]);
    expect(results.map(({ body }) => body.status).toSorted()).toEqual(['in-suspense', 'paid']);
    expect(results.find(({ body }) => body.status === 'in-suspense')?.body.because).toBe('already-paid');
  });

  it('answers the same key with the same body, and another body under it with 422', async () => {
    const { personId } = await enrolledPerson();
    const quoted = await quote(tokens.taxDesk, personId, {
      insurance: 'pension',
      months: ['2022-05'],
      base: '4000.00',
    });
    const body = {
      quoteToken: quoted.body.token,
      channelTransactionNo: `T${randomUUID()}`,
      amount: '800.00',
      paidAt: may,
      method: 'card',
    };
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await call(tokens.taxDesk, 'POST', '/v1/collections', body, key),
      await call(tokens.taxDesk, 'POST', '/v1/collections', body, key),
    ];
    expect(second).toMatchObject({ status: first.status, body: first.body });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(
      await call(tokens.taxDesk, 'POST', '/v1/collections', { ...body, amount: '800.01' }, key),
    ).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('keeps a trial balance of zero', async () => {
    const { status, body } = await call(tokens.auditor, 'GET', '/v1/ledger/trial-balance');
    expect(status).toBe(200);
    expect(body.total).toBe('0.00');
    expect(body.accounts.length).toBeGreaterThan(2);
  });
});
