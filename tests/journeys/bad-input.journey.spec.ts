import { randomUUID } from 'node:crypto';
import { assessmentApi, ledgerSyncApi, paymentApi, registrationApi, type Operation } from '@canbao/contracts';
import { call, credentials, enrolledPerson, madeUpIdentityNumber, setClock, type Reply } from './stack';

const { tokens, baseUrl } = credentials();
const may = '2022-05-18T10:00:00+08:00';

beforeAll(() => setClock(may));
afterAll(() => setClock(null));

const expectProblem = (reply: Reply, status: number, code?: string): void => {
  expect({ status: reply.status, code: reply.body?.code }).toEqual({
    status,
    code: code ?? reply.body?.code,
  });
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({
    status,
    code: expect.stringMatching(/^[a-z0-9-]+$/),
    detail: expect.any(String),
    retryable: expect.any(Boolean),
  });
  expect(reply.body.userMessage).toMatch(/[\u4e00-\u9fff]/);
};

describe('bad input', () => {
  const amounts = [
    '0',
    '-0',
    '-1.00',
    '1',
    '1.0',
    '1.000',
    '.50',
    '01.00',
    '1e3',
    '0x10',
    '+1.00',
    ' 1.00',
    '1,000.00',
    '１.００',
    'NaN',
    'Infinity',
    '1234567890123.00',
    '',
  ];
  it.each([...amounts, 380, null, [], {}])('refuses the amount %j', async (amount) => {
    expectProblem(
      await call(tokens.taxDesk, 'POST', '/v1/collections', {
        quoteToken: 'x',
        channelTransactionNo: 'T1',
        amount,
        paidAt: may,
        method: 'cash',
      }),
      400,
      'invalid-request',
    );
  });

  const instants = [
    '2022-05-18T24:00:00+08:00',
    '2022-05-18T10:00:60+08:00',
    '2022-05-18T10:00:00Z',
    '2022-05-18T10:00:00',
    '2022-05-18 10:00:00+08:00',
    '2022-05-18T10:00:00.1234+08:00',
    '2023-02-29T10:00:00+08:00',
    '0000-01-01T00:00:00+08:00',
    '9999-12-31T23:59:59+08:00',
    '1652839200',
    '20220518100000',
    '',
  ];
  it.each([...instants, 1_652_839_200, 1_652_839_200_000, null, []])(
    'refuses the instant %j',
    async (paidAt) => {
      expectProblem(
        await call(tokens.taxDesk, 'POST', '/v1/collections', {
          quoteToken: 'x',
          channelTransactionNo: 'T1',
          amount: '1.00',
          paidAt,
          method: 'cash',
        }),
        400,
        'invalid-request',
      );
    },
  );

  it.each([
    '2021-02-29',
    '1899-12-31',
    '9999-01-01',
    '2022-5-1',
    '2022-00-10',
    '2022-05-18T00:00:00+08:00',
    20_220_501,
    null,
  ])('refuses the day %j', async (from) => {
    expectProblem(
      await call(tokens.hrss, 'PUT', `/v1/persons/${randomUUID()}/enrolments/pension`, {
        district: '370102',
        from,
      }),
      400,
      'invalid-request',
    );
  });

  it.each([
    ['a rare character', '𠮷'],
    ['one dot for another', '阿依·古丽', '阿依•古丽'],
    ['a letter in two forms', 'Zoe\u0308', 'Zo\u00eb'],
    ['50 characters', '长'.repeat(50)],
  ])('takes a name with %s, and knows it again', async (_, name, again = name) => {
    const idNumber = madeUpIdentityNumber();
    const [first, second] = [
      await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name }),
      await call(tokens.hrss, 'POST', '/v1/persons', { idNumber: idNumber.toLowerCase(), name: again }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.personId).toBe(first.body.personId);
  });

  it.each([
    ['15 digits that name no day', '370102801301123'],
    ['a wrong check digit', madeUpIdentityNumber().replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['30 February', '370102198802301234'],
    ['a future birth', '370102209901011234'],
    ['area 000000', '000000198801011234'],
    ['a space', '37010219880101 123'],
    ['a zero-width character', '370102198801011​23'],
    ['SQL', "' or 1=1 --"],
    ['jndi', '${jndi:ldap://x}'],
    ['a formula', '=CMD()'],
    ['NUL', '37010219880101123\u0000'],
    ['nothing', ''],
  ])('refuses an identity number with %s', async (_, idNumber) => {
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name: '测试乙' });
    expect([400, 422]).toContain(reply.status);
    expectProblem(reply, reply.status);
    if (idNumber !== '') expect(JSON.stringify(reply.body)).not.toContain(idNumber);
  });

  it.each([
    ["one name for another person's number", '别名丙'],
    ['an override character', '测\u202e试'],
    ['a newline', '测\n试'],
    ['51 characters', '测'.repeat(51)],
  ])('refuses a name: %s', async (_, name) => {
    const idNumber = madeUpIdentityNumber();
    expect(
      (await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name: '测试丙' })).status,
    ).toBeLessThan(300);
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
    expect([400, 409, 422]).toContain(reply.status);
    expectProblem(reply, reply.status);
  });

  it.each([
    ['an empty body', ''],
    ['truncated JSON', '{"idNumber":"1"'],
    ['trailing garbage', '{"idNumber":"1","name":"a"} x'],
    ['a comment', '{/* */"idNumber":"1","name":"a"}'],
    ['a duplicate key', '{"idNumber":"1","idNumber":"2","name":"a"}'],
    ['__proto__', '{"__proto__":{"a":1},"idNumber":"1","name":"a"}'],
    ['constructor', '{"constructor":{},"idNumber":"1","name":"a"}'],
    ['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['an unknown field', '{"idNumber":"1","name":"a","role":"operator"}'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['a byte-order mark', '\ufeff{"idNumber":"1","name":"a"}'],
    ['a lone surrogate', '{"idNumber":"1","name":"\\ud800"}'],
  ])('refuses %s', async (_, body) => {
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', body === '' ? undefined : body, {
      'content-type': 'application/json',
    });
    expectProblem(reply, 400);
  });

  it('refuses a body of 10 MB and another content type', async () => {
    expectProblem(
      await call(
        tokens.hrss,
        'POST',
        '/v1/persons',
        JSON.stringify({ idNumber: 'x'.repeat(10_000_000), name: 'a' }),
      ),
      413,
    );
    expectProblem(
      await call(tokens.hrss, 'POST', '/v1/persons', 'idNumber=1', {
        'content-type': 'application/x-www-form-urlencoded',
      }),
      415,
    );
    expectProblem(
      await call(tokens.hrss, 'POST', '/v1/persons', '<a/>', { 'content-type': 'application/xml' }),
      415,
    );
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['256 characters', 'k'.repeat(256)],
    ['beyond ASCII', 'kéy'],
  ])('refuses an idempotency key that is %s', async (_, key) => {
    const response = await fetch(`${baseUrl}/v1/persons`, {
      method: 'POST',
      body: JSON.stringify({ idNumber: madeUpIdentityNumber(), name: '测试丁' }),
      headers: {
        authorization: `Bearer ${tokens.hrss}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
    });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { code: string }).code).toMatch(/^idempotency-key-/);
  });

  it.each([
    ['month 13', { months: ['2022-13'] }],
    ['a month as number', { months: [202205] }],
    ['no month', { months: [] }],
    ['base as number', { base: 5000 }],
    ['an unknown insurance', { insurance: 'maternity' }],
    ['an unknown item', { items: ['dental'] }],
    ['an unknown field', { discount: '1.00' }],
    ['10,001 months', { months: Array.from({ length: 10_001 }, () => '2022-05') }],
  ])('refuses a quote with %s', async (_, change) => {
    const reply = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId: randomUUID(),
      insurance: 'pension',
      months: ['2022-05'],
      base: '5000.00',
      ...change,
    });
    expectProblem(reply, 400);
  });

  it.each([
    ['base-below-lower-limit', { base: '3745.00' }],
    ['base-above-upper-limit', { base: '18727.00' }],
    ['prepayment-not-allowed', { months: ['2022-06'] }],
    ['prior-year-not-allowed', { months: ['2021-12'] }],
    ['bundle-incomplete', { insurance: 'medical', base: undefined, items: ['pooled-unit', 'mutual-aid'] }],
    ['arrears-push-required', { insurance: 'medical', base: undefined, months: ['2022-04'] }],
  ])('refuses a quote as %s', async (code, change) => {
    const { personId } = await enrolledPerson();
    expectProblem(
      await call(tokens.taxDesk, 'POST', '/v1/quotes', {
        personId,
        insurance: 'pension',
        months: ['2022-05'],
        base: '5000.00',
        ...change,
      }),
      422,
      code,
    );
  });

  it('keeps callers to their role, their persons and their districts', async () => {
    const { personId } = await enrolledPerson({ district: '370102' });
    const quote = { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' };
    expectProblem(await call(undefined, 'POST', '/v1/quotes', quote), 401, 'not-signed-in');
    expectProblem(await call(`${tokens.taxDesk}x`, 'POST', '/v1/quotes', quote), 401, 'not-signed-in');
    expectProblem(await call(tokens.hrss, 'POST', '/v1/quotes', quote), 403, 'forbidden');
    expectProblem(await call(tokens.banks['psbc'], 'POST', '/v1/quotes', quote), 403, 'bank-not-in-district');
    expectProblem(await call(tokens.payers[0]?.token, 'POST', '/v1/quotes', quote), 404, 'person-not-found');
  });

  it('keeps every call to its roles, and every call that is not public to those who sign in', async () => {
    const byRole: Readonly<Record<string, string | undefined>> = {
      hrss: tokens.hrss,
      'medical-bureau': tokens.medicalBureau,
      agency: tokens.agency,
      'tax-desk': tokens.taxDesk,
      operator: tokens.operator,
      auditor: tokens.auditor,
      bank: tokens.banks['ccb'],
      payer: tokens.payers[0]?.token,
    };
    const operations = [registrationApi, assessmentApi, paymentApi, ledgerSyncApi]
      .flatMap((api) => Object.values(api) as Operation[])
      .filter(({ roles }) => roles.length > 0);
    const answers = await Promise.all(
      operations.flatMap((op) =>
        [...Object.keys(byRole).filter((role) => !op.roles.some((one) => one === role)), undefined].map(
          async (role) => {
            const path = op.path.replaceAll(/\{\w+\}/g, randomUUID());
            const reply = await call(
              role === undefined ? undefined : byRole[role],
              op.method,
              `/v1${path}`,
              op.method === 'GET' ? undefined : op.lines === undefined ? {} : '',
              op.lines === undefined ? {} : { 'content-type': 'application/x-ndjson' },
            );
            return { call: op.id, role, code: reply.body?.code };
          },
        ),
      ),
    );
    expect(answers.length).toBeGreaterThan(100);
    expect(
      answers.filter(({ role, code }) => code !== (role === undefined ? 'not-signed-in' : 'forbidden')),
    ).toEqual([]);
  });

  it('shows a payer nothing of a person they have not added', async () => {
    const { personId } = await enrolledPerson();
    const stranger = tokens.payers[1]?.token;
    for (const path of ['payables?insurance=pension', 'pension-base', 'postings'])
      expectProblem(await call(stranger, 'GET', `/v1/persons/${personId}/${path}`), 404, 'person-not-found');
    expectProblem(await call(stranger, 'GET', `/v1/orders/${randomUUID()}`), 404, 'order-not-found');
  });

  it.each([
    '/v1/nothing',
    '/v1/persons/%00/payables',
    '/v1/persons/..%2f..%2fetc/payables',
    '/v1/persons/%zz/payables',
    `/v1/persons/${'a'.repeat(3000)}/payables`,
  ])('answers %s without a 5xx', async (path) => {
    const { status } = await call(tokens.taxDesk, 'GET', path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
