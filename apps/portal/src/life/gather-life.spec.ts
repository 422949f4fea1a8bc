import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { listening } from '@canbao/test-servers/listening';
import { portal } from '../portal';

const id = '10000000-0000-4000-8000-000000000001';
const path = `/v1/orders/${id}/life`;
const quotePath = '/v1/quotes/q-1/life';
const postingPath = '/v1/persons/p-1/posting-life?insurance=pension&months=2022-05,2022-04';
const fact = (service: string, type: string, minute: number, stream = 's') => ({
  service,
  type,
  stream,
  at: `2022-05-18T10:0${minute}:00.000+08:00`,
});

const answers: Record<string, { status: number; body: object }> = {};
const asked: string[] = [];
const service = (): Server =>
  createServer(({ url = '', headers }, reply) => {
    asked.push(`${url} ${headers.authorization ?? ''}`);
    const { status, body } = answers[url] ?? { status: 404, body: { code: 'order-not-found' } };
    reply.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    reply.end(JSON.stringify(body));
  });

describe('an order’s life', () => {
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
    const items = [
      fact('payment', 'OrderOpened', 2),
      fact('payment', 'PensionMonthPaid', 3, 'obligation-p-1-pension-2022-05'),
      fact('payment', 'PensionMonthPaid', 3, 'obligation-p-1-pension-2022-04'),
      fact('payment', 'TreasuryReceived', 6),
    ];
    answers[path] = {
      status: 200,
      body: { orderId: id, quoteId: 'q-1', personId: 'p-1', insurance: 'pension', items },
    };
    answers[quotePath] = { status: 200, body: { items: [fact('assessment', 'QuoteIssued', 1)] } };
    answers[postingPath] = {
      status: 200,
      body: {
        items: [fact('ledger-sync', 'PostingRequested', 4), fact('ledger-sync', 'PostingAccepted', 5)],
      },
    };
  });
  const get = async () => {
    const response = await fetch(base + path, { headers: { authorization: 'Bearer mine' } });
    return { status: response.status, body: (await response.json()) as any };
  };

  it('goes from the quote over the bureau to the treasury, asked with the caller’s own token', async () => {
    const { status, body } = await get();
    expect(status).toBe(200);
    expect(body.items.map(({ type }: any) => type)).toEqual([
      'QuoteIssued',
      'OrderOpened',
      'PensionMonthPaid',
      'PensionMonthPaid',
      'PostingRequested',
      'PostingAccepted',
      'TreasuryReceived',
    ]);
    expect(asked.toSorted()).toEqual([path, postingPath, quotePath].map((each) => `${each} Bearer mine`));
  });

  it('asks nobody else about money that nobody knows the person of', async () => {
    answers[path] = {
      status: 200,
      body: { orderId: id, items: [fact('payment', 'UnidentifiedReceiptKept', 1)] },
    };
    expect((await get()).body.items).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('is not half a life: where a service refuses, the refusal is the answer', async () => {
    answers[postingPath] = { status: 503, body: { code: 'busy' } };
    expect(await get()).toEqual({ status: 503, body: { code: 'busy' } });
    delete answers[path];
    expect(await get()).toMatchObject({ status: 404 });
  });
});
