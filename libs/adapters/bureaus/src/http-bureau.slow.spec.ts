import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { day } from '@canbao/calendar';
import type { BureauAnswer } from '@canbao/domain-ledger-sync';
import { yuan } from '@canbao/money';
import { HttpBureau } from './index';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}
interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  /** Sent as it is instead of a JSON body. */
  readonly text?: string;
}

describe('a bureau over HTTP', () => {
  let server: Server;
  let bureau: HttpBureau;
  let calls: Call[];
  /** What the server replies; no reply at all when it returns nothing. */
  let replyTo: (call: Call) => Reply | undefined;

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((received) => {
        const call = {
          method: request.method ?? '',
          path: request.url ?? '',
          body: received === '' ? undefined : (JSON.parse(received) as unknown),
        };
        calls.push(call);
        const reply = replyTo(call);
        if (reply === undefined) return;
        response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
        response.end(reply.text ?? JSON.stringify(reply.body));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    bureau = new HttpBureau(`http://127.0.0.1:${(server.address() as AddressInfo).port}/bureau`, 1000);
  });
  beforeEach(() => {
    calls = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  const requestOf = (requestId: string) => ({
    requestId,
    personId: '10000000-0000-4000-8000-000000000001',
    month: '2022-05',
    items: [{ item: 'mutual-aid', amount: yuan('18.00') } as const],
    total: '18.00',
    paidAt: '2022-05-18T12:00:00.000+08:00',
  });
  const receipt = (requestId: string, receiptNo = `R-${requestId}`) => ({
    requestId,
    outcome: 'accepted',
    receiptNo,
  });

  it('sends a posting as it is', async () => {
    replyTo = () => ({ body: receipt('1') });
    expect(await bureau.post(requestOf('1'))).toEqual({ outcome: 'accepted', receiptNo: 'R-1' });
    expect(calls).toEqual([{ method: 'POST', path: '/bureau/postings', body: requestOf('1') }]);
  });
  it('queries a posting by its id', async () => {
    replyTo = () => ({ body: receipt('1') });
    expect(await bureau.query('1')).toEqual({ outcome: 'accepted', receiptNo: 'R-1' });
    expect(calls).toEqual([{ method: 'GET', path: '/bureau/postings/1', body: undefined }]);
  });
  it('reverses a posting under both ids', async () => {
    replyTo = () => ({ body: receipt('1', 'C-1') });
    expect(await bureau.reverse('1', 'reversal-1')).toEqual({ outcome: 'accepted', receiptNo: 'C-1' });
    expect(calls).toEqual([
      { method: 'POST', path: '/bureau/reversals', body: { requestId: '1', reversalId: 'reversal-1' } },
    ]);
  });

  it.each<[string, Reply, BureauAnswer]>([
    ['accepted', { body: receipt('1') }, { outcome: 'accepted', receiptNo: 'R-1' }],
    [
      'refused with its reason',
      { body: { outcome: 'refused', reason: '险种已停保' } },
      { outcome: 'refused', reason: '险种已停保' },
    ],
    [
      'refused with a page of reasons, of which the beginning counts',
      { body: { outcome: 'refused', reason: '不'.repeat(100_000) } },
      { outcome: 'refused', reason: '不'.repeat(200) },
    ],
    [
      'refused for a reason that is no text',
      { body: { outcome: 'refused', reason: { code: 7 } } },
      { outcome: 'refused', reason: '' },
    ],
    [
      'broken with a number as long as a page',
      { body: { outcome: 'accepted', receiptNo: 'R'.repeat(10_000) } },
      { outcome: 'unknown', broken: 'accepted, but not as agreed: receiptNo' },
    ],
    ['refused without a reason', { body: { outcome: 'refused' } }, { outcome: 'refused', reason: '' }],
    ['not found', { status: 404, body: {} }, { outcome: 'not-found' }],
    ['unknown after a fault of the bureau', { status: 500, body: receipt('1') }, { outcome: 'unknown' }],
    ['unknown after a refused call', { status: 400, body: { outcome: 'refused' } }, { outcome: 'unknown' }],
    [
      'broken without a receipt',
      { body: { outcome: 'accepted' } },
      { outcome: 'unknown', broken: 'accepted, but not as agreed: receiptNo' },
    ],
    [
      'broken when the receipt is no text',
      { body: { outcome: 'accepted', receiptNo: 7 } },
      { outcome: 'unknown', broken: 'accepted, but not as agreed: receiptNo' },
    ],
    ...['205.3', '1e3', '+205.30', 205.3, '', 'NaN', null].map(
      (total) =>
        [
          `broken with a total of ${JSON.stringify(total)}`,
          { body: { ...receipt('1'), total } },
          { outcome: 'unknown', broken: 'accepted, but not as agreed: total' },
        ] satisfies [string, Reply, BureauAnswer],
    ),
    [
      'broken with a day that is none',
      { body: { ...receipt('1'), total: '205.30', bookedOn: '2022-02-30' } },
      { outcome: 'unknown', broken: 'accepted, but not as agreed: bookedOn' },
    ],
    [
      'accepted with what it has booked as less',
      { body: { ...receipt('1'), total: '-205.30', bookedOn: '2022-05-18' } },
      { outcome: 'accepted', receiptNo: 'R-1', total: yuan('-205.30'), bookedOn: day('2022-05-18') },
    ],
    ['unknown for a word that is not agreed', { body: { outcome: 'pending' } }, { outcome: 'unknown' }],
    ['unknown for null', { body: null }, { outcome: 'unknown' }],
    ['unknown for a list', { body: [receipt('1')] }, { outcome: 'unknown' }],
    ['unknown for text that is no JSON', { text: '<html>' }, { outcome: 'unknown' }],
    ['unknown for an empty body', { text: '' }, { outcome: 'unknown' }],
    [
      'unknown when it is longer than any answer',
      { text: JSON.stringify(receipt('1')) + ' '.repeat(4 * 1024 * 1024) },
      { outcome: 'unknown' },
    ],
  ])('reads a reply as %s', async (_, reply, answer) => {
    replyTo = () => reply;
    expect(await bureau.post(requestOf('1'))).toEqual(answer);
    expect(await bureau.query('1')).toEqual(answer);
    expect(await bureau.reverse('1', 'reversal-1')).toEqual(answer);
  });
  it('reads silence as unknown', async () => {
    replyTo = () => undefined;
    expect(await bureau.post(requestOf('1'))).toEqual({ outcome: 'unknown' });
  });
  it('reads a refused connection as unknown', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => {
      closed.listen(0, '127.0.0.1', resolve);
    });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => {
      closed.close(resolve);
    });
    const unreachable = new HttpBureau(`http://127.0.0.1:${port}`, 200);
    expect(await unreachable.query('1')).toEqual({ outcome: 'unknown' });
  });

  describe('several postings that wait', () => {
    const post = (...requestIds: string[]) =>
      Promise.all(requestIds.map((requestId) => bureau.post(requestOf(requestId))));
    const accepted = (requestId: string) => ({ outcome: 'accepted', receiptNo: `R-${requestId}` });

    it('go in one request, and an answer is matched by its id, not by its place', async () => {
      replyTo = () => ({
        body: { answers: [receipt('3'), receipt('1'), { requestId: '2', outcome: 'refused', reason: 'no' }] },
      });
      expect(await post('1', '2', '3')).toEqual([
        accepted('1'),
        { outcome: 'refused', reason: 'no' },
        accepted('3'),
      ]);
      expect(calls).toEqual([
        {
          method: 'POST',
          path: '/bureau/postings',
          body: { postings: [requestOf('1'), requestOf('2'), requestOf('3')] },
        },
      ]);
    });
    it('are unknown where an answer is missing', async () => {
      replyTo = () => ({ body: { answers: [null, receipt('2'), receipt('stranger')] } });
      expect(await post('1', '2')).toEqual([{ outcome: 'unknown' }, accepted('2')]);
    });
    it.each([
      ['a fault of the bureau', { status: 500, body: { answers: [receipt('1'), receipt('2')] } }],
      ['a reply of 404', { status: 404, body: { answers: [] } }],
      ['answers that are no list', { body: { answers: receipt('1') } }],
      ['a single answer', { body: receipt('1') }],
      ['null', { body: null }],
      ['nonsense', { text: 'OK' }],
    ])('are all unknown after %s', async (_, reply) => {
      replyTo = () => reply;
      expect(await post('1', '2')).toEqual([{ outcome: 'unknown' }, { outcome: 'unknown' }]);
    });
    it('are all unknown after silence', async () => {
      replyTo = () => undefined;
      expect(await post('1', '2')).toEqual([{ outcome: 'unknown' }, { outcome: 'unknown' }]);
    });
  });
});
