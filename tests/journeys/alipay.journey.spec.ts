import { toFen, yuan } from '@canbao/money';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

// A payer orders in Alipay's mini-program and pays in the wallet; the stand-in for Alipay has books of its
// own.
const { tokens } = credentials();
const payer = tokens.payers.find(({ channel }) => channel === 'alipay');

beforeAll(() => setClock('2022-05-18T10:00:00.000+08:00'));
afterAll(() => setClock(null));
beforeEach(() => call(undefined, 'DELETE', '/sandbox/channels/faults'));

const noOf = (orderId: string): string => orderId.replaceAll('-', '');
const pay = (orderId: string): Promise<Reply> =>
  call(undefined, 'POST', '/sandbox/channels/alipay/pay', { number: noOf(orderId) });
const fault = (mode: string, orderId: string): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/channels/faults', {
    counterpart: 'alipay',
    mode,
    order: noOf(orderId),
    times: 1,
  });
const order = (orderId: string): Promise<Reply> => call(payer?.token, 'GET', `/v1/orders/${orderId}`);
const becomes = (orderId: string, status: string): Promise<Reply> =>
  eventually(
    () => order(orderId),
    ({ body }) => body.status === status,
  );
const held = async (): Promise<bigint> => {
  const { body } = await call(tokens.auditor, 'GET', '/v1/ledger/trial-balance');
  expect(body.total).toBe('0.00');
  return toFen(body.accounts.find(({ code }: any) => code === '1001.alipay')?.balance ?? '0.00');
};

const ordered = async () => {
  const { personId, ...identity } = await enrolledPerson();
  await call(payer?.token, 'POST', '/v1/payers/me/beneficiaries', identity);
  const quoted = await eventually(
    () =>
      call(payer?.token, 'POST', '/v1/quotes', {
        personId,
        insurance: 'pension',
        months: ['2022-05'],
        base: '5000.00',
      }),
    ({ status }) => status === 201,
  );
  const { status, body } = await call(payer?.token, 'POST', '/v1/orders', {
    quoteToken: quoted.body.token,
    channel: 'alipay',
    payerReference: 'open.id_1',
  });
  expect(status).toBe(201);
  return { personId, ...body } as {
    personId: string;
    orderId: string;
    total: string;
    channelParameters: Record<string, string>;
  };
};

describe('a payment in Alipay', () => {
  it('goes from the wallet to the bureau’s books, once, however often Alipay tells of it', async () => {
    const before = await held();
    const { personId, orderId, total, channelParameters } = await ordered();
    expect(channelParameters).toEqual({ tradeNO: expect.stringMatching(/^\d{20,}$/) });
    await fault('notify-twice', orderId);
    expect((await pay(orderId)).status).toBe(200);
    await becomes(orderId, 'paid');
    expect((await held()) - before).toBe(toFen(yuan(total)));
    const { body } = await call(undefined, 'GET', '/sandbox/channels/alipay/notices');
    const notice = body.items.find(({ parameters }: any) => parameters.out_trade_no === noOf(orderId));
    expect(notice).toMatchObject({ answer: 'success', next_at: null });
    await eventually(
      () => call(undefined, 'GET', `/sandbox/books/hrss?personId=${personId}`),
      ({ body: booked }) => booked.items.length === 1,
    );
  });

  it('that somebody only pretends is not believed', async () => {
    const { orderId } = await ordered();
    const forged = await call(undefined, 'POST', '/sandbox/channels/alipay/forge', { number: noOf(orderId) });
    expect(forged.body.answer).not.toBe('success');
    expect((await order(orderId)).body.status).toBe('open');
  });

  it('wins over the closing of its order, when the payer was faster', async () => {
    const { orderId } = await ordered();
    await fault('notify-never', orderId);
    await pay(orderId);
    await call(payer?.token, 'POST', `/v1/orders/${orderId}/close`, {});
    await becomes(orderId, 'paid');
    await held();
  });
});
