import { randomUUID } from 'node:crypto';
import { allOperations, serviceNames, type Operation } from '@canbao/contracts';
import { pause } from '@canbao/runtime';
import { expectationsOf, rightsColumns } from './rights-table';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

const { tokens, baseUrl } = credentials();
const may = '2022-05-18T10:00:00+08:00';
const { hostname, port } = new URL(baseUrl);
/** Services listen on the ports after the portal's. */
const doors: Readonly<Record<string, (service: Operation['service']) => string>> = {
  'the portal': () => baseUrl,
  'the port of the service': (service) =>
    `http://${hostname}:${Number(port) + 1 + serviceNames.indexOf(service)}`,
};
const [ours, theirs] = [tokens.payers[0], tokens.payers[2]];
const tokenOf: Readonly<Record<string, string | undefined>> = {
  hrss: tokens.hrss,
  medical: tokens.medicalBureau,
  agency: tokens.agency,
  desk: tokens.taxDesk,
  '~desk': tokens.taxDesk,
  bank: tokens.banks['ccb'],
  '~bank': tokens.banks['psbc'],
  payer: ours?.token,
  '~payer': theirs?.token,
  operator: tokens.operator,
  auditor: tokens.auditor,
};

/** Of each counter and of the payer, what was given to them: ids by kind, then by column. */
interface Things {
  readonly personId: string;
  readonly quotes: Readonly<Record<string, { readonly id: string; readonly token: string }>>;
  readonly orders: Readonly<Record<string, string>>;
  readonly receipts: Readonly<Record<string, string>>;
}

const quote = (token: string | undefined, personId: string): Promise<Reply> =>
  call(token, 'POST', '/v1/quotes', {
    personId,
    insurance: 'pension',
    months: ['2022-05'],
    base: '5000.00',
  });

const made = async (): Promise<Things> => {
  const { personId, ...identity } = await enrolledPerson({ district: '370102' });
  await call(ours?.token, 'POST', '/v1/payers/me/beneficiaries', identity);
  const quotes: Record<string, { id: string; token: string }> = {};
  for (const column of ['payer', 'bank', 'desk']) {
    const { body } = await eventually(
      () => quote(tokenOf[column], personId),
      ({ status }) => status === 201,
    );
    quotes[column] = { id: body.quoteId, token: body.token };
  }
  const order = await call(ours?.token, 'POST', '/v1/orders', {
    quoteToken: quotes['payer']?.token,
    channel: ours?.channel,
  });
  const collected: Reply[] = [];
  for (const column of ['bank', 'desk'])
    collected.push(
      await call(tokenOf[column], 'POST', '/v1/collections', {
        quoteToken: quotes[column]?.token,
        channelTransactionNo: randomUUID(),
        amount: '1000.00',
        paidAt: may,
        method: 'cash',
      }),
    );
  const [bank, desk] = collected;
  return {
    personId,
    quotes,
    orders: { payer: order.body.orderId, bank: bank?.body.orderId, desk: desk?.body.orderId },
    receipts: { payer: bank?.body.receiptNo, bank: bank?.body.receiptNo, desk: desk?.body.receiptNo },
  };
};

/** Whose things a column asks about: its own, or those of somebody of another kind. */
const askedOf = (column: string): 'payer' | 'bank' | 'desk' => {
  if (column === 'payer' || column === '~payer') return 'payer';
  if (column === 'desk') return 'desk';
  return 'bank';
};

const pathOf = ({ id, path }: Operation, column: string, things: Things): string => {
  const whose = askedOf(column);
  const ids: Readonly<Record<string, string | undefined>> = {
    quoteById: things.quotes[whose]?.id,
    quoteProof: things.quotes[whose]?.id,
    order: things.orders[whose],
    closeOrder: things.orders[whose],
    removeBeneficiary: randomUUID(),
  };
  const about = path.startsWith('/persons/') ? things.personId : randomUUID();
  const named = path.includes('/postings/{id}') ? `pension-${things.personId}-2019-01` : about;
  return path
    .replace('{id}', ids[id] ?? named)
    .replace(/{(no|receiptNo)}/, things.receipts[whose] ?? 'none')
    .replace('{year}', '2022')
    .replace('{month}', '2022-05')
    .replace('/reports/days/{day}', '/reports/days/2022-05-18')
    .replace('{insurance}/{day}', 'medical/2019-01-01')
    .replace('{from}', '2019-01')
    .replace('{code}', '1001.cash')
    .replace('{channel}', 'wechat')
    .replace('{key}', randomUUID())
    .replace('{channelTransactionNo}', randomUUID())
    .concat(id === 'payables' ? '?insurance=pension' : '');
};

const bodyOf = ({ id, method, lines }: Operation, things: Things): unknown => {
  if (method === 'GET' || method === 'DELETE') return undefined;
  if (lines !== undefined) return '{}\n';
  if (id === 'quote')
    return { personId: things.personId, insurance: 'pension', months: ['2022-04'], base: '5000.00' };
  if (id === 'openOrder') return { quoteToken: things.quotes['payer']?.token, channel: ours?.channel };
  if (id === 'issuePaymentNumber') return { quoteToken: things.quotes['payer']?.token };
  return {};
};

const send = async (url: string, operation: Operation, column: string, things: Things) => {
  const token = tokenOf[column];
  const body = bodyOf(operation, things);
  const response = await fetch(`${url}/v1${pathOf(operation, column, things)}`, {
    method: operation.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(operation.method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(body === undefined
        ? {}
        : { 'content-type': operation.lines === undefined ? 'application/json' : 'application/x-ndjson' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== 429)
    return { status: response.status, code: text.startsWith('{') ? JSON.parse(text).code : undefined };
  await pause(1000 * Number(response.headers.get('retry-after') ?? '1'));
  return send(url, operation, column, things);
};

/** The answer in the words of the table. A refusal for another reason than the right to ask is an answer. */
const wordOf = (expected: string, { status, code }: { status: number; code?: string }): string => {
  if (status >= 500) return String(status);
  if (status === 401) return '401';
  if (status === 403) {
    if (code === 'forbidden') return '.';
    return code === 'bank-not-in-district' ? 'far' : `403 ${code}`;
  }
  if (expected === 'in' || expected === 'open') return expected;
  if (status === 404) return 'no';
  return status < 300 || status === 409 || status === 422 ? 'ok' : `${status} ${code}`;
};

describe('rights', () => {
  let things: Things;
  beforeAll(async () => {
    await setClock(may);
    things = await made();
    expect(Object.values(things.orders).filter((id) => id !== undefined)).toHaveLength(3);
    expect(Object.values(things.receipts).filter((no) => no !== undefined)).toHaveLength(3);
  });
  afterAll(() => setClock(null));

  describe.each(Object.keys(doors))('at %s', (door) => {
    it.each(allOperations.map((operation) => [operation.id, operation] as const))(
      'of %s are what the table says',
      async (id, operation) => {
        const url = doors[door]?.(operation.service) ?? '';
        // At once: a refusal for want of a fact waits whether it is on its way.
        const answers = await Promise.all(
          expectationsOf(id).map(async ({ column, expected }) => ({
            column,
            answer: wordOf(expected, await send(url, operation, column, things)),
          })),
        );
        expect(answers).toEqual(
          expectationsOf(id).map(({ column, expected }) => ({ column, answer: expected })),
        );
      },
    );
  });

  it('have a column for every role and for nobody', () =>
    expect([...rightsColumns].sort()).toEqual(['nobody', ...Object.keys(tokenOf)].sort()));

  it('show each bureau the facts of its own insurance', async () => {
    const of = async (token: string, what: string): Promise<Reply> =>
      call(token, 'GET', `/v1/persons/${things.personId}/${what}`);
    const posted = await eventually(
      () => of(tokens.hrss, 'postings'),
      ({ body }) => body.items.length > 0,
    );
    expect(posted.body.items.map(({ insurance }: { insurance: string }) => insurance)).toEqual(['pension']);
    expect((await of(tokens.medicalBureau, 'postings')).body.items).toEqual([]);
    expect((await of(tokens.hrss, 'enrolments')).body).not.toHaveProperty('medical');
    expect((await of(tokens.medicalBureau, 'enrolments')).body).not.toHaveProperty('pension');
    expect(Object.keys((await of(tokens.medicalBureau, 'enrolments')).body.periods)).toEqual(['medical']);
  });

  it('hide what is not there and what is not theirs in the same words', async () => {
    const bank = tokens.banks['psbc'];
    for (const path of ['payables?insurance=pension', 'pension-base']) {
      const [foreign, unknown] = [
        await call(bank, 'GET', `/v1/persons/${things.personId}/${path}`),
        await call(bank, 'GET', `/v1/persons/${randomUUID()}/${path}`),
      ];
      expect({ ...foreign.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
    }
  });

  it.each([
    ['an idempotency key', 'key'],
    ['a transaction number', 'number'],
  ])('of a person to their number hold in %s', async (_, where) => {
    const { idNumber } = await enrolledPerson();
    const report = {
      quoteToken: things.quotes['bank']?.token,
      channelTransactionNo: where === 'number' ? `CCB-${idNumber}` : randomUUID(),
      amount: '1000.00',
      paidAt: may,
      method: 'cash',
    };
    const headers = { 'idempotency-key': where === 'key' ? idNumber : randomUUID() };
    const reply = await call(tokens.banks['ccb'], 'POST', '/v1/collections', report, headers);
    expect(reply).toMatchObject({ status: 400, body: { code: 'personal-data-not-allowed' } });
    expect(JSON.stringify(reply.body)).not.toContain(idNumber);
  });

  const paid = (token: string | undefined, quoteToken: string, no: string, key: string): Promise<Reply> =>
    call(
      token,
      'POST',
      '/v1/collections',
      { quoteToken, channelTransactionNo: no, amount: '1000.00', paidAt: may, method: 'cash' },
      { 'idempotency-key': key },
    );

  it('do not refuse the money of a quote that a payer brings to a counter', async () => {
    const { personId, idNumber, name } = await enrolledPerson();
    await call(ours?.token, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
    const { body } = await eventually(
      () => quote(ours?.token, personId),
      ({ status }) => status === 201,
    );
    expect(await paid(tokens.banks['ccb'], body.token, randomUUID(), randomUUID())).toMatchObject({
      status: 201,
      body: { status: 'paid' },
    });
  });

  it('book what two banks report under one key and number, each for itself', async () => {
    const [number, key] = [randomUUID(), randomUUID()];
    const token = things.quotes['bank']?.token ?? '';
    const [first, second] = [
      await paid(tokens.banks['ccb'], token, number, key),
      await paid(tokens.banks['icbc'], token, number, key),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.orderId).not.toBe(first.body.orderId);
    expect(second.headers.get('idempotent-replayed')).toBeNull();
  });

  it('to a quote end when the payer stops acting for the person', async () => {
    const { personId, idNumber, name } = await enrolledPerson();
    await call(ours?.token, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
    const { body } = await eventually(
      () => quote(ours?.token, personId),
      ({ status }) => status === 201,
    );
    await call(ours?.token, 'DELETE', `/v1/payers/me/beneficiaries/${personId}`);
    const read = (): Promise<Reply> => call(ours?.token, 'GET', `/v1/quotes/${body.quoteId}`);
    expect((await eventually(read, ({ status }) => status === 404)).status).toBe(404);
    const order = { quoteToken: body.token, channel: ours?.channel };
    expect(
      (
        await eventually(
          () => call(ours?.token, 'POST', '/v1/orders', order),
          ({ status }) => status === 404,
        )
      ).body.code,
    ).toBe('person-not-found');
  });

  it('of a person to their number hold in words, in paths and in other figures', async () => {
    const { idNumber } = await enrolledPerson();
    const wide = idNumber.replaceAll(/\d/g, (figure) => String.fromCodePoint(figure.charCodeAt(0) + 0xfee0));
    const spaced = `${idNumber.slice(0, 6)}-${idNumber.slice(6, 14)}-${idNumber.slice(14)}`;
    const override = { table: 'medical.surcharge', from: '2022-01', value: '18.00' };
    const answers = [
      await call(tokens.operator, 'POST', '/v1/rule-overrides', { ...override, source: `为${wide}调整` }),
      await call(tokens.taxDesk, 'POST', `/v1/collections/${spaced}/reversal`, {}),
      await call(tokens.taxDesk, 'POST', `/v1/collections/${randomUUID()}/reversal`, {
        reason: [...idNumber].join(' '),
      }),
      await call(tokens.operator, 'POST', `/v1/postings/pension-${things.personId}-2022-05/again`, {
        reason: spaced,
      }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [400, 'personal-data-not-allowed']),
    );
  });
});
