import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

const { tokens } = credentials();
const now = '2026-09-15T10:00:00+08:00';
const proposal = {
  table: 'pension.limits',
  from: '2026-09-01',
  startsOn: '2026-10-01',
  source: '济人社字〔2026〕1号',
};

beforeAll(() => setClock(now));
afterAll(() => setClock(null));

const quote = (personId: string, base: string): Promise<Reply> =>
  call(tokens.taxDesk, 'POST', '/v1/quotes', {
    personId,
    insurance: 'pension',
    months: ['2026-09'],
    base,
  });

const collect = (quoteToken: string, amount: string): Promise<Reply> =>
  call(tokens.taxDesk, 'POST', '/v1/collections', {
    quoteToken,
    channelTransactionNo: `T${randomUUID()}`,
    amount,
    paidAt: now,
    method: 'cash',
  });

/** What the explain tool prints; it fails unless the figures are the same when calculated again. */
const explained = async (quoteId: string): Promise<string> => {
  const tool = join(__dirname, '../../tools/explain/dist/main.js');
  const env = { ...process.env, CANBAO_DATA: dirname(process.env['CANBAO_CREDENTIALS'] ?? '') };
  const { stdout } = await promisify(execFile)(process.execPath, [tool, quoteId], { env });
  return stdout;
};

it('an override counts after a second approval; quotes given before and after are paid at their price', async () => {
  const [first, second] = [await enrolledPerson(), await enrolledPerson()];
  const before = await quote(first.personId, '4573.00');
  expect(before).toMatchObject({ status: 201, body: { total: '914.60' } });
  expect((await quote(second.personId, '4504.00')).body.code).toBe('base-below-lower-limit');

  const proposed = await call(tokens.operator, 'POST', '/v1/rule-overrides', proposal);
  expect(proposed).toMatchObject({ status: 201, body: { status: 'proposed', author: 'operator' } });
  const approval = `/v1/rule-overrides/${proposed.body.overrideId}/approval`;
  expect(await call(tokens.operator, 'POST', approval)).toMatchObject({
    status: 403,
    body: { code: 'second-person-required' },
  });
  expect(await call(tokens.secondOperator, 'POST', approval)).toMatchObject({
    status: 200,
    body: { status: 'approved', approvedBy: 'operator-2' },
  });
  expect((await call(undefined, 'GET', '/v1/rules?on=2026-09-30')).body.items[0]).toMatchObject({
    rule: 'pension.limits',
    value: '4504.00–22518.00 (2026)',
    endOverride: { author: 'operator', approvedBy: 'operator-2', source: proposal.source },
  });

  const after = await quote(second.personId, '4504.00');
  expect(after).toMatchObject({ status: 201, body: { total: '900.80' } });
  expect((await collect(before.body.token, '914.60')).body.status).toBe('paid');
  expect((await collect(after.body.token, '900.80')).body.status).toBe('paid');
  for (const { personId } of [first, second]) {
    const postings = await eventually(
      () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=2026-09`),
      ({ body }) => body.items?.[0]?.status === 'posted',
    );
    expect(postings.body.items).toMatchObject([{ month: '2026-09', status: 'posted' }]);
  }
  expect(await explained(before.body.quoteId)).not.toContain('approved by');
  expect(await explained(after.body.quoteId)).toContain('end set by operator, approved by operator-2');
});
