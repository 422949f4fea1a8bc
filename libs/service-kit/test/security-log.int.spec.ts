import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Module } from '@nestjs/common';
import { operation, type Operation } from '@canbao/contracts';
import { Handles, Problem } from '@canbao/service-kit';
import {
  bareService,
  eventually,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { z } from 'zod';

const secret = operation({
  id: 'secret',
  service: 'payment',
  method: 'GET',
  path: '/secrets/{id}',
  roles: ['bank', 'payer'],
  status: 200,
  summary: '',
  params: z.strictObject({ id: z.uuid() }),
  reply: z.unknown(),
}) satisfies Operation;

@Controller()
class Secrets {
  @Handles(secret)
  read(): never {
    throw Problem.general('not-found');
  }
}
@Module({ controllers: [Secrets] })
class SecretsModule {}
const some = bareService('payment', { operations: [secret], module: SecretsModule });
const payer = { payer: 'payer-1', channel: 'wechat' } as const;
const log = '/v1/operations/payment/security-log';

describe('the security log', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let file: string;

  beforeAll(async () => {
    database = await testDatabase();
    file = join(await mkdtemp(join(tmpdir(), 'security-')), 'deeper', 'payment.jsonl');
    service = await startForTest(some, database.url, { SECURITY_FILE: file });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const entries = async (query = ''): Promise<any[]> =>
    (await service.call('auditor', 'GET', log + query)).body.items;
  const refused = (rows: readonly any[], action: string): any[] =>
    rows.filter(({ event }) => event.action === action);
  const lines = async (): Promise<any[]> =>
    (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('has refused sign-ins, refusals by role and what was not found for a caller', async () => {
    const path = `/v1/secrets/${randomUUID()}`;
    await service.call(undefined, 'GET', path);
    const claims = Buffer.from(JSON.stringify({ sub: 'operator-1' })).toString('base64url');
    await service.call(undefined, 'GET', path, undefined, { authorization: `Bearer e30.${claims}.AAAA` });
    await service.call('tax-desk', 'GET', path);
    await service.call(payer, 'GET', path);
    await service.call(undefined, 'GET', '/v1/nothing/here');
    const rows = await eventually(entries, (all) => all.length >= 4);
    expect(rows).toHaveLength(4);
    const row = (action: string, canbao: object, id = 'anonymous') => ({
      '@timestamp': expect.stringMatching(/\+08:00$/),
      event: {
        id: expect.any(String),
        sequence: expect.stringMatching(/^\d+$/),
        dataset: 'canbao.payment',
        kind: 'RequestsRefused',
        action,
      },
      user: { id },
      source: { address: expect.stringMatching(/127\.0\.0\.1$/) },
      canbao: expect.objectContaining({ call: 'GET /secrets/{id}', count: 1, ...canbao }),
    });
    expect(rows).toEqual([
      row('sign-in-refused', { code: 'not-signed-in' }),
      row('sign-in-refused', { code: 'not-signed-in', claimed: expect.stringMatching(/^[0-9a-f]{16}$/) }),
      row('refused', { code: 'forbidden', caller: 'tax-desk:tax-desk' }, 'tax-desk:tax-desk'),
      row('not-found', { code: 'not-found', caller: 'payer:wechat:payer-1' }, 'payer:wechat:payer-1'),
    ]);
    const kept = JSON.stringify(rows);
    for (const told of [claims, 'operator-1', path.slice(-36)]) expect(kept).not.toContain(told);
  });

  it('is of events: chained on one stream a day, and nobody changes them', async () => {
    const stored = await database.query(
      "select distinct stream, topic from payment.events where type = 'RequestsRefused'",
    );
    expect(stored).toEqual([{ stream: expect.stringMatching(/^security-\d{4}-\d\d-\d\d$/), topic: null }]);
    await expect(
      database.query("update payment.events set actor = 'nobody' where type = 'RequestsRefused'"),
    ).rejects.toThrow('append-only');
  });

  it('has what operators propose and do', async () => {
    const { body } = await service.call('operator', 'POST', '/v1/operations/payment/republish', {
      after: '0',
    });
    await service.call(
      { operator: 'operator-2' },
      'POST',
      `/v1/operations/payment/proposals/${body.proposalId}/approval`,
    );
    const rows = await entries();
    expect(rows.map(({ event, user }) => [event.kind, user.id])).toEqual(
      expect.arrayContaining([
        ['ActionProposed', 'operator:operator'],
        ['ActionApproved', 'operator:operator-2'],
        ['OperatorActed', 'operator:operator-2'],
      ]),
    );
  });

  it('is for auditors and operators, in pages, from an instant on', async () => {
    expect((await service.call('tax-desk', 'GET', log)).status).toBe(403);
    const all = await entries();
    const second = all[1];
    expect((await entries(`?cursor=${second.event.sequence}`))[0]).toEqual(all[2]);
    expect(await entries(`?from=${encodeURIComponent('2099-01-01T00:00:00+08:00')}`)).toEqual([]);
    const from = encodeURIComponent(all.at(-1)['@timestamp']);
    expect((await entries(`?from=${from}`)).at(-1)).toEqual(all.at(-1));
    expect((await service.call('auditor', 'GET', `${log}?cursor=x`)).status).toBe(400);
  });

  it('stays small under a flood, which is counted to the last request, and slows nobody', async () => {
    const path = `${service.url}/v1/secrets/${randomUUID()}`;
    const flood = async (worker: number): Promise<void> => {
      for (let request = 0; request < 100; request += 1)
        await fetch(path, { headers: { 'x-forwarded-for': `10.1.${worker}.${request}` } }).then((reply) =>
          reply.text(),
        );
    };
    await Promise.all(Array.from({ length: 20 }, (_, worker) => flood(worker)));
    const startedMs = performance.now();
    expect((await service.call('auditor', 'GET', log)).status).toBe(200);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await service.stop();
    const rows = await database.query(
      `select data->>'address' as address, (data->>'count')::int as count from payment.events
       where type = 'RequestsRefused' and (data->>'address' like '10.1.%' or data->>'address' = 'several')`,
    );
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
    expect(rows.length).toBeLessThan(120);
  });

  it('is written to a file that only its owner reads, complete after a crash in the middle of a line', async () => {
    await writeFile(file, `${(await readFile(file, 'utf8')).trimEnd()}\n{"@timestamp":"20`);
    service = await startForTest(some, database.url, { SECURITY_FILE: file });
    const rows = await database.query(
      "select position::text from payment.events where type in ('RequestsRefused', 'ActionProposed', 'ActionApproved', 'OperatorActed') order by events.position",
    );
    const written = await eventually(
      () => lines().catch(() => []),
      (all) => all.length === rows.length,
    );
    expect(written.map(({ event }) => event.sequence)).toEqual(rows.map(({ position }) => position));
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(refused(written, 'sign-in-refused').length).toBeGreaterThan(50);
  });
});
