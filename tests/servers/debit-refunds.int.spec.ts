import { storage } from '@canbao/payment/service';
import { debitSide, type DebitSide, type Debtor } from './debit-side';
import { differences, eventually, verified, type Reply, type TestRole } from './service';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const counter: TestRole = { bank: 'ccb' };
const now = (): string => `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
const month = now().slice(0, 7);

/** Paid at a counter while the batch was on its way: the debit is too much, and goes back. */
describe('money of a batch on its way back', () => {
  let side: DebitSide;
  beforeAll(async () => {
    side = await debitSide();
  }, 120_000);
  afterAll(() => side.stop());
  const call = (as: TestRole, method: string, path: string, body?: object): Promise<Reply> =>
    side.service.call(as, method, `/v1${path}`, body);
  const agreed = async ({ proposalId }: { readonly proposalId: string }): Promise<void> => {
    const path = `/operations/payment/proposals/${proposalId}/approval`;
    expect((await call({ operator: 'two' }, 'POST', path, {})).body.status).toBe('done');
  };
  /** The order of the debit, which is in suspense. */
  const paidTwice = async (): Promise<Debtor & { readonly orderId: string }> => {
    const debtor = await side.debtor('1500.00');
    const asked = { personId: debtor.personId, insurance: 'pension', months: [month] };
    const { body: quote } = await side.rules.call(counter, 'POST', '/v1/quotes', asked);
    await side.fault('timeout-before');
    const runId = await side.openRun();
    const { item_id: orderId } = await eventually(
      () => side.item(runId, debtor),
      (item) => item?.status === 'packed',
      40_000,
    );
    const collected = await call(counter, 'POST', '/collections', {
      quoteToken: quote.token,
      channelTransactionNo: `T-${orderId}`,
      amount: '1000.00',
      paidAt: now(),
      method: 'cash',
    });
    expect(collected.body).toMatchObject({ status: 'paid' });
    await side.bank.ask('DELETE', '/sandbox/channels/faults');
    await side.until(runId, ({ status }) => status === 'closed');
    expect(await side.balanceOf(debtor)).toBe('50000');
    await call(payer, 'DELETE', `/debit-agreements/${debtor.agreementId}`);
    return { ...debtor, orderId };
  };
  /** Out of suspense at once, as two operators may say. */
  const sendBack = async (orderId: string): Promise<void> => {
    const { body } = await call('operator', 'GET', `/suspense?orderId=${orderId}`);
    const path = `/suspense/${body.items[0].lineId}/resolution`;
    const proposed = await call({ operator: 'one' }, 'POST', path, { way: 'back', purpose: 'spec' });
    await agreed(proposed.body);
  };
  const refundOf = async (orderId: string): Promise<any> =>
    (await call(payer, 'GET', '/refunds')).body.items.find(({ ways }: any) =>
      ways.some((way: any) => way.orderId === orderId),
    );
  const reaches = (orderId: string, status: string): Promise<any> =>
    eventually(
      async () => {
        await side.database.query(`update payment.refund_legs set due_at = now()`);
        return refundOf(orderId);
      },
      (refund) => refund?.status === status,
      40_000,
    );

  it('is among the orders of the payer, with a receipt that the payer can read', async () => {
    const { orderId, account } = await paidTwice();
    const { body } = await call(payer, 'GET', '/orders');
    const mine = body.items.find((each: any) => each.orderId === orderId);
    expect(mine).toMatchObject({ channel: 'batch-debit', status: 'in-suspense', because: 'already-paid' });
    expect((await call(payer, 'GET', `/receipts/${mine.receiptNo}`)).status).toBe(200);
    expect((await call({ payer: 'payer-2', channel: 'wechat' }, 'GET', `/orders/${orderId}`)).status).toBe(
      404,
    );

    await side.fault('timeout-after-success', { times: 1 });
    await side.fault('refund-stuck', { times: 1 });
    await sendBack(orderId);
    const back = await reaches(orderId, 'refunded');
    expect(back).toMatchObject({ amount: '1000.00', ways: [{ channel: 'batch-debit', status: 'refunded' }] });
    const credits = (await side.bank.ask('GET', '/sandbox/channels/batch-debit/credits')).body.items;
    expect(credits.filter((each: any) => each.number === account)).toMatchObject([{ fen: '100000' }]);
    expect(await side.bank.ask('GET', `/sandbox/channels/batch-debit/accounts/${account}`)).toMatchObject({
      body: { account: { fen: '150000' } },
    });
    const { accounts, total } = (await call('auditor', 'GET', '/ledger/trial-balance')).body;
    expect(total).toBe('0.00');
    const owed = accounts.find(({ code }: any) => code === '2902.refund-payable');
    expect(owed?.balance ?? '0.00').toBe('0.00');
  }, 180_000);

  it('is not believed to have gone in another amount, and an operator pays what no account can take', async () => {
    const { orderId, account } = await paidTwice();
    await side.fault('other-amount', { times: 2 });
    const path = `/sandbox/channels/batch-debit/accounts/${account}/status`;
    await side.bank.ask('PUT', path, { status: 'closed' });
    await sendBack(orderId);
    const shut = await reaches(orderId, 'abnormal');
    expect(shut).toMatchObject({ waitsFor: 'operator', ways: [{ because: 'account-closed' }] });
    const proposed = await call({ operator: 'one' }, 'POST', `/refunds/${shut.refundId}/other-way`, {
      payoutNo: 'TRANSFER-1',
      amount: '1000.00',
      paidOutAt: now(),
      reason: 'account closed',
    });
    await agreed(proposed.body);
    const done = await refundOf(orderId);
    expect(done).toMatchObject({ status: 'refunded', ways: [{ channelRefundNo: 'TRANSFER-1' }] });
    expect(done.waitsFor).toBeUndefined();
  }, 180_000);

  it('that its bank calls impossible is an operator’s, though the account is open', async () => {
    const { orderId, protocolNo } = await paidTwice();
    await side.fault('refund-abnormal', { order: protocolNo, times: 1 });
    await sendBack(orderId);
    expect(await reaches(orderId, 'abnormal')).toMatchObject({
      waitsFor: 'operator',
      ways: [{ because: 'account-closed' }],
    });
  }, 180_000);

  it(
    'leaves tables that are what their events make',
    async () => expect(differences(await verified(storage, side.database.url))).toEqual([]),
    60_000,
  );
});
