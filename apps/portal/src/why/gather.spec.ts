import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { listening } from '@canbao/test-servers/listening';
import { englishIn } from '@canbao/test-servers/english';
import { condition, conditionTable, type ConditionCode } from '@canbao/rules';
import { portal } from '../portal';
import { whyPage, type Why } from './why-page';

const person = '10000000-0000-4000-8000-000000000001';
const path = `/v1/persons/${person}/months/2022-05/why`;
const unmet = (code: string, more: object = {}) => ({
  code,
  rule: 'a.rule',
  source: '指南 G1',
  clearedBy: 'payer',
  ...more,
});
const no = (...conditions: object[]) => ({ answer: 'no', conditions });
const yes = { answer: 'yes', conditions: [] };
const of = (...items: object[]) => ({ status: 200, body: { month: '2022-05', items } });

/** What each service answers, and with which token it was asked. */
const answers: Record<string, { status: number; body: object }> = {};
const asked: string[] = [];
const service = (): Server =>
  createServer(({ url = '', headers }, reply) => {
    asked.push(`${url} ${headers.authorization ?? ''}`);
    const { status, body } = answers[url] ?? { status: 404, body: { code: 'person-not-found' } };
    reply.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    reply.end(JSON.stringify(body));
  });

describe('why a month cannot be dealt with', () => {
  const servers = [service(), service(), service()];
  let app: FastifyInstance;
  let base: string;
  beforeAll(async () => {
    const [assessment = '', payment = '', ledgerSync = ''] = await Promise.all(servers.map(listening));
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'sandbox',
      REGISTRATION_URL: assessment,
      ASSESSMENT_URL: assessment,
      PAYMENT_URL: payment,
      LEDGER_SYNC_URL: ledgerSync,
    });
    base = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });
  beforeEach(() => {
    asked.length = 0;
    answers[path] = of(
      { insurance: 'pension', pay: yes },
      { insurance: 'medical', pay: no(unmet('already-paid')), benefit: yes },
    );
    answers[`${path}/refund`] = of(
      { insurance: 'pension', refund: no(unmet('month-not-refundable')) },
      { insurance: 'medical', refund: yes },
    );
    answers[`${path}/post`] = of(
      { insurance: 'pension', post: no(unmet('not-paid')) },
      {
        insurance: 'medical',
        post: no(unmet('bundle-incomplete', { details: { missingItems: ['mutual-aid'] }, evidence: 'e-1' })),
      },
    );
  });

  const get = async (url: string) => {
    const response = await fetch(base + url, { headers: { authorization: 'Bearer mine' } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };

  it('is put together by insurance, asked with the caller’s own token', async () => {
    const reply = await get(path);
    expect([reply.status, reply.json()]).toEqual([
      200,
      {
        month: '2022-05',
        items: [
          {
            insurance: 'pension',
            pay: yes,
            refund: no(unmet('month-not-refundable')),
            post: no(unmet('not-paid')),
          },
          {
            insurance: 'medical',
            pay: no(unmet('already-paid')),
            benefit: yes,
            refund: yes,
            post: no(
              unmet('bundle-incomplete', { details: { missingItems: ['mutual-aid'] }, evidence: 'e-1' }),
            ),
          },
        ],
      },
    ]);
    expect(asked.toSorted()).toEqual(['', '/post', '/refund'].map((part) => `${path}${part} Bearer mine`));
  });

  it('leaves out what the caller may not ask for', async () => {
    answers[`${path}/post`] = { status: 403, body: { code: 'forbidden' } };
    const reply = await get(path);
    expect(reply.status).toBe(200);
    for (const item of reply.json().items) expect(Object.keys(item)).not.toContain('post');
  });

  it('is not half an answer: where a service refuses, the refusal is the answer', async () => {
    answers[`${path}/refund`] = { status: 503, body: { code: 'busy' } };
    expect((await get(path)).json()).toEqual({ code: 'busy' });
    delete answers[path];
    expect(await get(path)).toMatchObject({ status: 404 });
  });

  it('is refused on the page in words for a citizen', async () => {
    answers[path] = { status: 404, body: { code: 'person-not-found', userMessage: '未找到<该>参保人。' } };
    const reply = await get(`${path}.html`);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(reply.text).toContain('未找到&lt;该&gt;参保人。');
    expect(englishIn(reply.text)).toEqual([]);
  });

  it('is a page, too, in the words of the guide', async () => {
    answers[`${path}/refund`] = of(
      { insurance: 'pension', refund: yes },
      { insurance: 'medical', refund: no(unmet('<b>', { source: '<script>' })) },
    );
    const reply = await get(`${path}.html`);
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const said of [
      '2022-05 能否办理',
      '基本养老保险',
      '该月尚未缴费',
      '漏缴险种',
      '缺：灵活就业人员大额医疗互助保险',
      '凭据 <code>e-1</code>',
      '指南 G1',
      '缴费人',
      '&lt;script&gt;',
      '不按月享受待遇',
    ])
      expect(reply.text).toContain(said);
    expect(reply.text).not.toContain('<script>');
  });
});

it('the page says every condition in Chinese, its source as well', () => {
  const conditions = (Object.keys(conditionTable) as ConditionCode[]).map((code) => condition(code));
  const answer = { answer: 'no', conditions } as const;
  const html = whyPage({
    month: '2022-05',
    items: (['pension', 'medical'] as const).map((insurance) => ({
      insurance,
      pay: answer,
      benefit: { answer: 'yes', conditions: [] },
    })),
  } as unknown as Why);
  expect(englishIn(html)).toEqual([]);
  expect(html).toContain('经办机构对已缴费的月份记账');
  expect(html).toContain('计入缴费年限');
});
