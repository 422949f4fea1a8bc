import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchProof, subjectOf, type Api } from './fetch-proof';

const receiptNo = `SD20260318${'1'.repeat(20)}`;
const quoteId = '10000000-0000-4000-8000-000000000001';

describe('the proof of a receipt or a quote', () => {
  const answers: { readonly status: number; readonly body: object }[] = [];
  const asked: string[] = [];
  const said: string[] = [];
  let server: Server;
  let api: Api;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'auditor' };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    for (const list of [answers, asked, said]) list.length = 0;
  });
  const fetched = (id: string, timeoutMs?: number) =>
    fetchProof(id, (line) => void said.push(line), api, timeoutMs);
  const unsealed = { status: 409, body: { code: 'not-sealed-yet' } };

  it.each([
    ['a receipt number', receiptNo, `/v1/receipts/${receiptNo}/proof`],
    ['a quote id', quoteId, `/v1/quotes/${quoteId}/proof`],
    ['anything else', '../orders', undefined],
  ])('is found by %s', (_, id, path) => expect(subjectOf(id)).toBe(path));

  it('is what the system answers', async () => {
    answers.push({ status: 200, body: { format: 'canbao-proof-1' } });
    expect(await fetched(quoteId)).toEqual({ format: 'canbao-proof-1' });
    expect(asked).toEqual([`/v1/quotes/${quoteId}/proof Bearer auditor`]);
    expect(said).toEqual([]);
  });

  it('is waited for until the next seal, and says so once', async () => {
    answers.push(unsealed, unsealed, { status: 200, body: { format: 'canbao-proof-1' } });
    expect(await fetched(receiptNo)).toEqual({ format: 'canbao-proof-1' });
    expect(said).toEqual([`${receiptNo} is not sealed yet; waiting for the next seal.`]);
  });

  it('is not waited for for ever, nor where there is none', async () => {
    answers.push(unsealed, unsealed, unsealed);
    await expect(fetched(receiptNo, 1_000)).rejects.toThrow('was not sealed within 1 seconds');
    answers.splice(0, answers.length, { status: 404, body: { code: 'receipt-not-found' } });
    await expect(fetched(receiptNo)).rejects.toThrow(`There is no ${receiptNo}.`);
    answers.push({ status: 403, body: { code: 'forbidden' } });
    await expect(fetched(receiptNo)).rejects.toThrow('answered 403 forbidden');
    api = { ...api, baseUrl: 'http://127.0.0.1:1' };
    await expect(fetched(receiptNo)).rejects.toThrow('does not answer. Run npm start first.');
  });
});
