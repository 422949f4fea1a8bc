import { randomUUID } from 'node:crypto';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';

describe('shifts of a tax desk, on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(payment(quoteKeys()), database.url);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const now = (): string => `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
  const today = (): string => now().slice(0, 10);
  /** Money without a quote that is known: it has been taken all the same. */
  const take = async (amount: string, method: string, as: 'tax-desk' | { bank: string } = 'tax-desk') => {
    const channelTransactionNo = `T-${randomUUID()}`;
    const report = { quoteToken: 'a.b.c', channelTransactionNo, amount, paidAt: now(), method };
    expect((await service.call(as, 'POST', '/v1/collections', report)).status).toBe(201);
    return channelTransactionNo;
  };
  const open = (openingCash: string, headers = {}) =>
    service.call('tax-desk', 'POST', '/v1/shifts', { openingCash }, headers);
  const close = (id: string, countedCash: string) =>
    service.call('tax-desk', 'POST', `/v1/shifts/${id}/closing`, { countedCash });
  const none = {
    collections: 0,
    collected: '0.00',
    reversals: 0,
    reversed: '0.00',
    refunds: 0,
    refunded: '0.00',
  };

  it('add up what came in and went out by method, and say what is missing', async () => {
    await take('50.00', 'cash');
    const opened = await open('500.00');
    expect(opened).toMatchObject({ status: 201, body: { status: 'open', expectedCash: '500.00' } });
    const { shiftId } = opened.body;
    await take('205.30', 'cash');
    await take('1000.00', 'card');
    await take('9.99', 'cash', { bank: 'ccb' });
    const back = await take('300.00', 'cash');
    expect((await service.call('tax-desk', 'POST', `/v1/collections/${back}/reversal`, {})).status).toBe(200);
    expect(await open('1.00')).toMatchObject({ status: 409, body: { code: 'shift-already-open' } });

    const expected = {
      shiftId,
      status: 'closed',
      totals: {
        cash: { collections: 2, collected: '505.30', reversals: 1, reversed: '300.00' },
        card: { ...none, collections: 1, collected: '1000.00' },
      },
      expectedCash: '705.30',
      countedCash: '700.00',
      difference: '-5.30',
    };
    expect(await close(shiftId, '700.00')).toMatchObject({ status: 200, body: expected });
    expect(await close(shiftId, '700.00')).toMatchObject({ status: 200, body: expected });
    expect(await close(shiftId, '705.30')).toMatchObject({ status: 409, body: { code: 'shift-closed' } });
    await take('7.00', 'card');

    const seen = await service.call('auditor', 'GET', `/v1/shifts/${shiftId}`);
    expect(seen.body).toMatchObject(expected);
    const { body } = await service.call('tax-desk', 'GET', `/v1/shifts?day=${today()}`);
    expect(body.items).toEqual([seen.body]);
    expect(body.outsideShifts).toMatchObject([
      { kind: 'collection', method: 'cash', amount: '50.00', officer: 'tax-desk:tax-desk' },
      { kind: 'collection', method: 'card', amount: '7.00' },
    ]);
  });
  it('are opened once by a request that is sent twice', async () => {
    const headers = { 'idempotency-key': 'open-once' };
    const [first, second] = [await open('1.00', headers), await open('1.00', headers)];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await close(first.body.shiftId, '1.00')).body).toMatchObject({
      difference: '0.00',
      totals: { cash: none },
    });
  });
  it('are there on the next day while they are left open', async () => {
    const { shiftId } = (await open('1.00')).body;
    const tomorrow = new Date(Date.parse(`${today()}T00:00:00Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
    const seen = async () => (await service.call('tax-desk', 'GET', `/v1/shifts?day=${tomorrow}`)).body.items;
    expect(await seen()).toMatchObject([{ shiftId, status: 'open' }]);
    await close(shiftId, '1.00');
    expect(await seen()).toEqual([]);
  });
  it('count what an officer pays out of the drawer for a refund, as it was handed over', async () => {
    const opened = await open('500.00');
    const payOut = async (amount: string, takenAs: string, method?: string): Promise<void> => {
      await take(amount, takenAs);
      const lines = (await service.call('operator', 'GET', '/v1/suspense?status=open')).body.items;
      const { lineId } = lines.find((each: any) => each.amount === amount);
      const proposed = await service.call({ operator: 'one' }, 'POST', `/v1/suspense/${lineId}/resolution`, {
        way: 'back',
        purpose: 'spec',
      });
      expect(proposed.status).toBe(202);
      const path = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
      expect((await service.call({ operator: 'two' }, 'POST', path, {})).body.status).toBe('done');
      const due = await eventually(
        () => service.call('operator', 'GET', '/v1/refunds?status=to-pay-out'),
        ({ body }) => body.items.some((each: any) => each.amount === amount),
      );
      const { refundId, waitsFor } = due.body.items.find((each: any) => each.amount === amount);
      expect(waitsFor).toBe('counter');
      // Without a time it was handed over now, by the platform's clock: a counter's may be wrong.
      const payout = { payoutNo: `P-${amount}`, amount, ...(method && { method }) };
      const paid = await service.call('tax-desk', 'POST', `/v1/refunds/${refundId}/payout`, payout);
      expect(paid.body).toMatchObject({ status: 'refunded' });
      expect(paid.body.waitsFor).toBeUndefined();
    };
    await payOut('100.00', 'cash');
    await payOut('70.00', 'card');
    await payOut('30.00', 'cash', 'card');
    expect((await close(opened.body.shiftId, '530.00')).body).toMatchObject({
      totals: {
        cash: { ...none, collections: 2, collected: '130.00', refunds: 1, refunded: '100.00' },
        card: { ...none, collections: 1, collected: '70.00', refunds: 2, refunded: '100.00' },
      },
      expectedCash: '530.00',
      difference: '0.00',
    });
  }, 60_000);
  it('of nobody are not there, and a bank has none', async () => {
    expect(await close(randomUUID(), '1.00')).toMatchObject({
      status: 404,
      body: { code: 'shift-not-found' },
    });
    expect((await service.call({ bank: 'ccb' }, 'POST', '/v1/shifts', { openingCash: '1.00' })).status).toBe(
      403,
    );
  });
});
