import { client, Refused, Unanswered, type Request, type Response, type Transport } from './index';

const answering = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): { readonly send: Transport; readonly asked: Request[] } => {
  const asked: Request[] = [];
  const given: Record<string, string> = { 'content-type': 'application/json', ...headers };
  const response: Response = { status, text, header: (name) => given[name] };
  return {
    asked,
    send: async (request) => {
      asked.push(request);
      return response;
    },
  };
};

describe('the API client', () => {
  it('puts places into the path, leaves out what is undefined, and signs in', async () => {
    const { send, asked } = answering(200, '{"items":[]}');
    const api = client({ baseUrl: '/v1', send, token: () => 'a.b.c' });
    const { body, replayed } = await api.get('/persons/{id}/postings', {
      path: { id: 'ä/b' },
      query: { month: '2022-05' },
    });
    expect(asked).toEqual([
      {
        method: 'GET',
        url: '/v1/persons/%C3%A4%2Fb/postings?month=2022-05',
        headers: { accept: 'application/json', authorization: 'Bearer a.b.c' },
      },
    ]);
    expect([body.items, replayed]).toEqual([[], false]);
  });

  it('sends a body as JSON under its key, and tells a repeat and a version', async () => {
    const { send, asked } = answering(201, '{"shiftId":"s"}', { 'idempotent-replayed': 'true', etag: '"3"' });
    const { body, replayed, version } = await client({ baseUrl: '/v1', send }).post('/shifts', {
      key: 'k-1',
      body: { openingCash: '100.00' },
    });
    expect(asked[0]).toMatchObject({
      headers: { 'idempotency-key': 'k-1', 'content-type': 'application/json' },
      body: '{"openingCash":"100.00"}',
    });
    expect([body.shiftId, replayed, version]).toEqual(['s', true, '"3"']);
  });

  it('says no with the problem document, and when to come back', async () => {
    const problem = { status: 422, code: 'already-paid', userMessage: '已缴费。', retryable: false };
    const { send } = answering(422, JSON.stringify(problem), { 'retry-after': '2' });
    const refused = await client({ baseUrl: '/v1', send })
      .get('/guide')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ problem, retryAfterSeconds: 2, message: '422 already-paid' });
  });

  it('takes the page of a proxy for a busy system', async () => {
    const { send } = answering(502, '<html>Bad gateway</html>');
    const asked = client({ baseUrl: '/v1', send }).get('/guide');
    await expect(asked).rejects.toMatchObject({
      problem: { status: 502, code: 'unreadable', retryable: true },
    });
  });

  it('tells a lost answer from a refusal', async () => {
    const send: Transport = () => Promise.reject(new Error('socket hang up'));
    await expect(client({ baseUrl: '/v1', send }).get('/guide')).rejects.toBeInstanceOf(Unanswered);
  });

  it('is typed from the API: these lines compile only while they are wrong', () => {
    const api = client({ baseUrl: '/v1', send: answering(200, '{}').send });
    const wrong = (): unknown[] => [
      // @ts-expect-error no such path
      api.get('/nothing'),
      // @ts-expect-error that path has no POST
      api.post('/guide', {}),
      // @ts-expect-error a POST needs its key
      api.post('/shifts', { body: { openingCash: '1.00' } }),
      // @ts-expect-error money is text
      api.post('/shifts', { key: 'k', body: { openingCash: 1 } }),
      // @ts-expect-error a path needs its place
      api.get('/shifts/{id}'),
      // @ts-expect-error an answer has what the contract says
      api.get('/shifts/{id}', { path: { id: '1' } }).then(({ body }) => body.nothing),
    ];
    expect(wrong).toBeInstanceOf(Function);
  });
});
