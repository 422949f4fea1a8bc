import { toFen, yuan } from '@canbao/money';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

// A user pays in WeChat 生活缴费 what a payer's number asks for; the stand-in for WeChat has books of its own.
const { tokens } = credentials();
const [payer] = tokens.payers;

beforeAll(() => setClock('2022-05-18T10:00:00.000+08:00'));
afterAll(() => setClock(null));

const weChat = (path: string, body: object): Promise<Reply> =>
  call(undefined, 'POST', `/sandbox/channels/wechat-bills/${path}`, body);
const fault = (mode: string, order: string): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/channels/faults', { counterpart: 'wechat-bills', mode, order, times: 1 });
const held = async (): Promise<bigint> => {
  const { body } = await call(tokens.auditor, 'GET', '/v1/ledger/trial-balance');
  expect(body.total).toBe('0.00');
  return toFen(body.accounts.find(({ code }: any) => code === '1001.wechat-bills')?.balance ?? '0.00');
};

const numberFor = async (months: readonly string[]) => {
  const { personId, ...identity } = await enrolledPerson();
  await call(payer?.token, 'POST', '/v1/payers/me/beneficiaries', identity);
  const quoted = await eventually(
    () =>
      call(payer?.token, 'POST', '/v1/quotes', { personId, insurance: 'pension', months, base: '5000.00' }),
    ({ status }) => status === 201,
  );
  const { status, body } = await call(payer?.token, 'POST', '/v1/payment-numbers', {
    quoteToken: quoted.body.token,
  });
  expect(status).toBe(201);
  return { personId, ...body } as { personId: string; orderId: string; paymentNumber: string; total: string };
};

describe('a payment in WeChat 生活缴费', () => {
  it('goes from the number to the bureau’s books, and each fen is where WeChat’s books have it', async () => {
    const before = await held();
    const { personId, orderId, paymentNumber, total } = await numberFor(['2022-04', '2022-05']);
    expect((await weChat('query', { billKey: paymentNumber })).body).toMatchObject({
      code: '0',
      fields: { pay_amount: total.replace('.', ''), begin_date: '202204', end_date: '202205' },
    });
    await fault('timeout-after-success', paymentNumber);
    const unheard = (await weChat('pay', { billKey: paymentNumber })).body;
    expect(unheard.status).toBe('unknown');
    const { body: paid } = await weChat('confirm', { billNo: unheard.bill_no });
    const order = (await call(payer?.token, 'GET', `/v1/orders/${orderId}`)).body;
    expect(order).toMatchObject({ status: 'paid', receiptNo: paid.channel_bill_no });
    expect((await held()) - before).toBe(toFen(yuan(total)));
    await eventually(
      () => call(undefined, 'GET', `/sandbox/books/hrss?personId=${personId}`),
      ({ body }) => body.items.length === 2,
    );
  });

  it('of a number that its payer gave up meanwhile is kept, not refused', async () => {
    const { orderId, paymentNumber, total } = await numberFor(['2022-03']);
    await call(payer?.token, 'POST', `/v1/orders/${orderId}/close`, {});
    expect((await weChat('query', { billKey: paymentNumber })).body).toMatchObject({ code: 'EQ0019' });
    const fen = Number(total.replace('.', ''));
    expect((await weChat('pay', { billKey: paymentNumber, fen })).body).toMatchObject({ status: 'paid' });
    expect((await call(payer?.token, 'GET', `/v1/orders/${orderId}`)).body).toMatchObject({
      status: 'in-suspense',
      because: 'order-closed',
    });
    await held();
  });

  it('is taken back by 冲正 on its day', async () => {
    const before = await held();
    const { orderId, paymentNumber } = await numberFor(['2022-02']);
    const { body: paid } = await weChat('pay', { billKey: paymentNumber });
    expect((await weChat('reverse', { billNo: paid.bill_no })).body).toMatchObject({ code: '0' });
    expect((await call(payer?.token, 'GET', `/v1/orders/${orderId}`)).body.status).toBe('reversed');
    expect(await held()).toBe(before);
  });
});
