import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, madeUpIdentityNumber, setClock, type Reply } from './stack';

const { tokens, baseUrl } = credentials();
const may = '2022-05-18T10:00:00+08:00';

beforeAll(() => setClock(may));
afterAll(() => setClock(null));

const expectProblem = (reply: Reply, status: number, code?: string): void => {
  expect({ status: reply.status, code: reply.body?.code }).toEqual({ status, code: code ?? reply.body?.code });
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({ status, code: expect.stringMatching(/^[a-z0-9-]+$/), detail: expect.any(String), retryable: expect.any(Boolean) });
  expect(reply.body.userMessage).toMatch(/[\u4e00-\u9fff]/);
};

describe('bad input', () => {
  const amounts = ['0', '-0', '-1.00', '1', '1.0', '1.000', '.50', '01.00', '1e3', '0x10', '+1.00', ' 1.00', '1,000.00', '１.００', 'NaN', 'Infinity', '1234567890123.00', ''];
  it.each([...amounts, 380, null, [], {}])('refuses the amount %j', async (amount) => {
    expectProblem(await call(tokens.taxDesk, 'POST', '/v1/collections', { quoteToken: 'x', channelTransactionNo: 'T1', amount, paidAt: may, method: 'cash' }), 400, 'invalid-request');
  });

  it.each([
    ['a 15-digit number', '370102800101123'], ['a wrong check digit', madeUpIdentityNumber().replace(/.$/, (last) => (last === '0' ? '1' : '0'))], ['30 February', '370102198802301234'],
    ['a future birth', '370102209901011234'], ['area 000000', '000000198801011234'], ['a space', '37010219880101 123'], ['a zero-width character', '370102198801011​23'],
    ['SQL', "' or 1=1 --"], ['jndi', '${jndi:ldap://x}'], ['a formula', '=CMD()'], ['NUL', '37010219880101123\u0000'], ['nothing', ''],
  ])('refuses an identity number with %s', async (_, idNumber) => {
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name: '测试乙' });
    expect([400, 422]).toContain(reply.status);
    expectProblem(reply, reply.status);
    if (idNumber !== '') expect(JSON.stringify(reply.body)).not.toContain(idNumber);
  });

  it.each([['one name for another person\'s number', '别名丙'], ['an override character', '测\u202e试'], ['a newline', '测\n试'], ['51 characters', '测'.repeat(51)]])('refuses a name: %s', async (_, name) => {
    const idNumber = madeUpIdentityNumber();
    expect((await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name: '测试丙' })).status).toBeLessThan(300);
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
    expect([400, 409, 422]).toContain(reply.status);
    expectProblem(reply, reply.status);
  });

  it.each([
    ['an empty body', ''], ['truncated JSON', '{"idNumber":"1"'], ['trailing garbage', '{"idNumber":"1","name":"a"} x'], ['a comment', '{/* */"idNumber":"1","name":"a"}'],
    ['a duplicate key', '{"idNumber":"1","idNumber":"2","name":"a"}'], ['__proto__', '{"__proto__":{"a":1},"idNumber":"1","name":"a"}'], ['constructor', '{"constructor":{},"idNumber":"1","name":"a"}'],
    ['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000)], ['an unknown field', '{"idNumber":"1","name":"a","role":"operator"}'], ['a list', '[]'], ['text', '"x"'], ['a byte-order mark', '\ufeff{"idNumber":"1","name":"a"}'],
    ['a lone surrogate', '{"idNumber":"1","name":"\\ud800"}'],
  ])('refuses %s', async (_, body) => {
    const reply = await call(tokens.hrss, 'POST', '/v1/persons', body === '' ? undefined : body, { 'content-type': 'application/json' });
    expectProblem(reply, 400);
  });

  it('refuses a body of 10 MB and another content type', async () => {
    expectProblem(await call(tokens.hrss, 'POST', '/v1/persons', JSON.stringify({ idNumber: 'x'.repeat(10_000_000), name: 'a' })), 413);
    expectProblem(await call(tokens.hrss, 'POST', '/v1/persons', 'idNumber=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415);
    expectProblem(await call(tokens.hrss, 'POST', '/v1/persons', '<a/>', { 'content-type': 'application/xml' }), 415);
  });

  it.each([['missing', undefined], ['empty', ''], ['256 characters', 'k'.repeat(256)], ['beyond ASCII', 'kéy']])('refuses an idempotency key that is %s', async (_, key) => {
    const response = await fetch(`${baseUrl}/v1/persons`, {
      method: 'POST', body: JSON.stringify({ idNumber: madeUpIdentityNumber(), name: '测试丁' }),
      headers: { authorization: `Bearer ${tokens.hrss}`, 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    });
    expect(response.status).toBe(400);
    expect((await response.json() as { code: string }).code).toMatch(/^idempotency-key-/);
  });

  it.each([
    ['month 13', { months: ['2022-13'] }], ['a month as number', { months: [202205] }], ['no month', { months: [] }], ['base as number', { base: 5000 }], ['an unknown insurance', { insurance: 'maternity' }], ['an unknown item', { items: ['dental'] }],
    ['an unknown field', { discount: '1.00' }], ['10,001 months', { months: Array.from({ length: 10_001 }, () => '2022-05') }],
  ])('refuses a quote with %s', async (_, change) => {
    const reply = await call(tokens.taxDesk, 'POST', '/v1/quotes', { personId: randomUUID(), insurance: 'pension', months: ['2022-05'], base: '5000.00', ...change });
    expectProblem(reply, 400);
  });

  it.each([
    ['base-below-lower-limit', { base: '3745.00' }], ['base-above-upper-limit', { base: '18727.00' }], ['prepayment-not-allowed', { months: ['2022-06'] }], ['prior-year-not-allowed', { months: ['2021-12'] }],
    ['bundle-incomplete', { insurance: 'medical', base: undefined, items: ['pooled-unit', 'mutual-aid'] }], ['arrears-push-required', { insurance: 'medical', base: undefined, months: ['2022-04'] }],
  ])('refuses a quote as %s', async (code, change) => {
    const { personId } = await enrolledPerson();
    expectProblem(await call(tokens.taxDesk, 'POST', '/v1/quotes', { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00', ...change }), 422, code);
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

  it.each(['/v1/nothing', '/v1/persons/%00/payables', '/v1/persons/..%2f..%2fetc/payables', '/v1/persons/%zz/payables', `/v1/persons/${'a'.repeat(3000)}/payables`])('answers %s without a 5xx', async (path) => {
    const { status } = await call(tokens.taxDesk, 'GET', path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
