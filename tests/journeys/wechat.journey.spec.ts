import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

// The whole stack, with the stand-in for WeChat Pay on the other side: what the payer sees, and what is in
// both books.

const { tokens } = credentials();
const morning = '2022-05-18T10:00:00+08:00';
const payer = tokens.payers[0]?.token ?? '';
const at = '/sandbox/channels/wechat';

beforeAll(() => setClock(morning));
afterEach(() => call(undefined, 'DELETE', '/sandbox/channels/faults'));
afterAll(() => setClock(null));

const fault = (mode: string, orderId?: string, times = 1): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/channels/faults', {
    counterpart: 'wechat',
    mode,
    times,
    ...(orderId === undefined ? {} : { order: numberOf(orderId) }),
  });
const numberOf = (orderId: string): string => orderId.replaceAll('-', '');
const pay = (orderId: string, parameters?: object): Promise<Reply> =>
  call(undefined, 'POST', `${at}/orders/${numberOf(orderId)}/payment`, { parameters });
const orderOf = (orderId: string): Promise<Reply> => call(payer, 'GET', `/v1/orders/${orderId}`);
const until = (orderId: string, status: string, timeoutMs?: number): Promise<Reply> =>
  eventually(
    () => orderOf(orderId),
    ({ body }) => body.status === status,
    timeoutMs,
  );
/** What WeChat has of the order. */
const inTheirBooks = async (orderId: string): Promise<any> =>
  (await call(undefined, 'GET', `${at}/books`)).body.orders.find(
    (order: { outTradeNo: string }) => order.outTradeNo === numberOf(orderId),
  );
const refundsInTheirBooks = async (orderId: string): Promise<any[]> =>
  (await call(undefined, 'GET', `${at}/books`)).body.refunds.filter(
    (refund: { outTradeNo: string }) => refund.outTradeNo === numberOf(orderId),
  );
const notices = async (orderId: string): Promise<any[]> =>
  (await call(undefined, 'GET', `${at}/notices`)).body.items.filter(
    (notice: { outTradeNo: string }) => notice.outTradeNo === numberOf(orderId),
  );
const later = async (seconds: number): Promise<void> => {
  const { body } = await call(undefined, 'GET', '/sandbox/clock');
  const ms = Date.parse(body.now) + seconds * 1000 + 8 * 3_600_000;
  await setClock(new Date(ms).toISOString().replace('Z', '+08:00'));
};

/** An order of one pension month of somebody new, from a quote given to the payer. */
const opened = async (): Promise<{
  readonly orderId: string;
  readonly personId: string;
  readonly reply: Reply;
}> => {
  const { personId, idNumber, name } = await enrolledPerson();
  await call(payer, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
  const quoted = await eventually(
    () =>
      call(payer, 'POST', '/v1/quotes', {
        personId,
        insurance: 'pension',
        months: ['2022-05'],
        base: '5000.00',
      }),
    ({ status }) => status === 201,
  );
  const reply = await call(payer, 'POST', '/v1/orders', {
    quoteToken: quoted.body.token,
    channel: 'wechat',
    payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  });
  expect(reply).toMatchObject({ status: 201, body: { total: '1000.00' } });
  return { orderId: reply.body.orderId, personId, reply };
};

describe('an order paid by WeChat', () => {
  it('is paid with what the mini-program was given, posted, and equal in both books', async () => {
    const { orderId, personId, reply } = await opened();
    expect(reply.body.channelParameters).toMatchObject({ signType: 'RSA' });
    expect(await pay(orderId, reply.body.channelParameters)).toMatchObject({ body: { paid: true } });
    expect((await until(orderId, 'paid')).body.status).toBe('paid');
    expect(await inTheirBooks(orderId)).toMatchObject({ state: 'SUCCESS', paid: '1000.00' });
    const posted = await eventually(
      () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=2022-05`),
      ({ body }) => (body.items ?? []).some((item: { status: string }) => item.status === 'posted'),
    );
    expect(posted.body.items).toMatchObject([{ insurance: 'pension', status: 'posted' }]);
    const told = await eventually(
      () => notices(orderId),
      (all) => all[0]?.state === 'taken',
    );
    expect(told).toMatchObject([{ event: 'TRANSACTION.SUCCESS', state: 'taken', answers: [200] }]);
  });

  it('is paid once when its notice comes twice, and a probe and a forgery before it are refused', async () => {
    const { orderId } = await opened();
    for (const mode of ['notify-twice', 'signature-probe']) await fault(mode, orderId);
    await pay(orderId);
    const told = await eventually(
      () => notices(orderId),
      (all) => all[0]?.state === 'taken',
    );
    expect(told[0].answers[0]).toBeGreaterThanOrEqual(400);
    expect(told[0].answers.slice(1)).toEqual([200, 200]);
    expect((await until(orderId, 'paid')).body.status).toBe('paid');
  });

  it('stays open while only somebody else says that it is paid', async () => {
    const { orderId } = await opened();
    const forged = await call(undefined, 'POST', `${at}/orders/${numberOf(orderId)}/forgery`);
    expect(forged.body.status).toBeGreaterThanOrEqual(400);
    expect((await orderOf(orderId)).body.status).toBe('open');
  });

  it('is found paid by our own question when no notice comes', async () => {
    const { orderId } = await opened();
    await fault('notify-never', orderId);
    await pay(orderId);
    await later(31);
    expect((await until(orderId, 'paid', 30_000)).body.status).toBe('paid');
    expect(await notices(orderId)).toMatchObject([{ state: 'never' }]);
  });

  it('whose placing was not answered is placed once, and paid', async () => {
    await fault('timeout-after-success');
    const { orderId, reply } = await opened();
    expect(reply.body.channelParameters).toEqual({});
    await later(31);
    const placed = await eventually(
      () => orderOf(orderId),
      ({ body }) => body.channelParameters?.package !== undefined,
      30_000,
    );
    expect(placed.body.status).toBe('open');
    expect(await pay(orderId, placed.body.channelParameters)).toMatchObject({ body: { paid: true } });
    expect((await until(orderId, 'paid')).body.status).toBe('paid');
  }, 90_000);

  it('that is paid though it was closed is neither lost nor refused', async () => {
    const { orderId } = await opened();
    await call(payer, 'POST', `/v1/orders/${orderId}/close`);
    expect((await until(orderId, 'closed')).body.status).toBe('closed');
    await fault('success-after-close', orderId);
    expect(await pay(orderId)).toMatchObject({ body: { paid: true } });
    // The month is still owed and its window open, so the money settles it after all.
    expect((await until(orderId, 'paid')).body.status).toBe('paid');
  });

  it('of another amount is not paid: what came is kept as it came', async () => {
    const { orderId } = await opened();
    await fault('other-amount', orderId);
    await pay(orderId);
    expect((await until(orderId, 'in-suspense')).body.status).toBe('in-suspense');
    const { body } = await call(tokens.operator, 'GET', `/v1/suspense?orderId=${orderId}`);
    expect(body.items).toMatchObject([{ amount: '999.00', channel: 'wechat' }]);
    expect(await inTheirBooks(orderId)).toMatchObject({ paid: '999.00' });
    const proposed = await call(tokens.operator, 'POST', `/v1/suspense/${body.items[0].lineId}/resolution`, {
      way: 'back',
      purpose: 'journey',
    });
    expect(proposed.status).toBe(202);
    const approval = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
    expect((await call(tokens.secondOperator, 'POST', approval)).status).toBeLessThan(300);
    const returned = await eventually(
      () => refundsInTheirBooks(orderId),
      (refunds) => refunds[0]?.status === 'SUCCESS',
      30_000,
    );
    expect(returned).toMatchObject([{ amount: '999.00', status: 'SUCCESS' }]);
  }, 60_000);

  it('under a number that is none of ours is money all the same, and in suspense', async () => {
    const { orderId } = await opened();
    await fault('other-order', orderId);
    const paid = await pay(orderId);
    const line = await eventually(
      async () => {
        const { body } = await call(tokens.operator, 'GET', '/v1/suspense?status=open');
        return body.items.find(
          (item: { channelTransactionNo?: string }) => item.channelTransactionNo === paid.body.transactionId,
        );
      },
      (found) => found !== undefined,
    );
    expect(line).toMatchObject({ amount: '1000.00' });
    expect((await orderOf(orderId)).body.status).toBe('open');
  });

  it('leaves a trial balance of zero', async () => {
    const { body } = await call(tokens.auditor, 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
  });
});
