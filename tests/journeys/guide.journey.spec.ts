import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { call, credentials, enrolledPerson } from './stack';

const root = join(__dirname, '../..');
const run = (tool: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'tools', tool, 'dist/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, CANBAO_DATA: dirname(process.env['CANBAO_CREDENTIALS'] ?? '') },
  });

it('plays every worked statement of the guide, all equal', () => {
  const { status, stdout } = run('guide');
  expect(stdout).toMatch(/\d+ statements, \d+ equal, 0 different/);
  expect(status).toBe(0);
}, 120_000);

it('explains a quote and recomputes it to the same hash', async () => {
  const { tokens } = credentials();
  const { personId } = await enrolledPerson({ scheme: 'with-account' });
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const quoted = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
    personId,
    insurance: 'medical',
    months: [month],
  });
  const { status, stdout } = run('explain', quoted.body.quoteId);
  expect(stdout).toContain('equal');
  expect(status).toBe(0);
});

it('has a home page that shows the guide, the figures and the bank table', async () => {
  const home = await call(undefined, 'GET', '/');
  expect(home.status).toBe(200);
  for (const text of ['参保缴费', '12366', '历下区', '缴费基数上下限']) expect(home.body).toContain(text);
  const api = await call(undefined, 'GET', '/openapi.json');
  expect(Object.keys(api.body.paths)).toEqual(
    expect.arrayContaining(['/persons', '/quotes', '/collections', '/persons/{id}/postings']),
  );
});
