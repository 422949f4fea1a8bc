import { balancesOf } from './balances';
import { minutesFromNow } from './minutes-from-now';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  bundleIdOf,
  contractEvents,
  type ContractEvent,
  type ContractEventType,
  type QuoteClaims,
} from '@canbao/contracts';
import type { ChannelRefund, OnlineChannel, RefundDestination, RefundState } from '@canbao/domain-payment';
import { ledgerSync } from '@canbao/ledger-sync/service';
import {
  differences,
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from './service';
import { startSandbox, type SandboxProcess } from './sandbox';
import { payment, storage } from '@canbao/payment/service';
import { publisher, type Publisher } from './publisher';
import { registered, type Registered } from './registered';

const ccb: TestRole = { bank: 'ccb' };
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const stranger: TestRole = { payer: 'payer-2', channel: 'wechat' };
const month = '2025-03';

/** The front desk's money goes back as a wallet's does: it answers nothing at first, then as each order says. */
const slowWallet = () => {
  const asked = new Map<string, ChannelRefund[]>();
  const ends = new Map<string, RefundState>();
  const redirected: { refundNo: string; channelRefundNo: string; to: RefundDestination }[] = [];
  let silence = 0;
  const answer = (refundNo: string): RefundState => {
    if (silence-- > 0) return { status: 'unknown' };
    return ends.get(refundNo) ?? { status: 'under-way' };
  };
  return {
    asked,
    /** The number of answers that are lost from now on. */
    loses: (answers: number): void => void (silence = answers),
    ends: (refundNo: string, state: RefundState): void => void ends.set(refundNo, state),
    refund: async (refund: ChannelRefund): Promise<RefundState> => {
      asked.set(refund.refundNo, [...(asked.get(refund.refundNo) ?? []), refund]);
      return answer(refund.refundNo);
    },
    redirected,
    redirectRefund: async (
      { refundNo, channelRefundNo }: { refundNo: string; channelRefundNo: string },
      to: RefundDestination,
    ): Promise<RefundState> => {
      redirected.push({ refundNo, channelRefundNo, to });
      ends.set(refundNo, { status: 'under-way' });
      return answer(refundNo);
    },
    queryRefund: async ({ refundNo }: Pick<ChannelRefund, 'refundNo'>): Promise<RefundState> =>
      asked.has(refundNo) ? answer(refundNo) : { status: 'not-found' },
  } as unknown as OnlineChannel & {
    readonly asked: ReadonlyMap<string, readonly ChannelRefund[]>;
    readonly redirected: readonly { to: RefundDestination }[];
    readonly loses: (answers: number) => void;
    readonly ends: (refundNo: string, state: RefundState) => void;
  };
};

describe('refunds on payment, ledger-sync and the bureaus of the sandbox', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let service: TestService;
  let posting: TestService;
  let registration: Registered;
  let assessment: Publisher;
  const wallet = slowWallet();
  const keys = quoteKeys();

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox(database.url);
    registration = await registered(database);
    assessment = await publisher('assessment', database.url);
    service = await startForTest(
      payment(
        keys,
        () => ({ of: (channel: string) => (channel === 'tax-desk' ? wallet : undefined) }) as never,
        undefined,
        undefined,
        undefined,
        undefined,
        randomBytes(32).toString('base64'),
      ),
      database.url,
    );
    const bureau = (name: string): string => `${sandbox.url}/bureaus/${name}`;
    posting = await startForTest(
      ledgerSync({ hrss: bureau('hrss'), medical: bureau('medical') }),
      database.url,
    );
  });
  afterAll(async () => {
    await service.stop();
    await posting.stop();
    await registration.stop();
    await assessment.stop();
    await sandbox.stop();
    await database.drop();
  });

  const pensionLine = (of: string) => ({
    item: 'pension',
    month: of,
    base: '5000.00',
    rate: '0.2',
    amount: '1000.00',
    parts: { pooledFund: '600.00', personalAccount: '400.00' },
  });
  const claims = (personId: string, change: object): QuoteClaims =>
    ({
      quoteId: randomUUID(),
      personId,
      district: '370102',
      payerId: 'payer-1',
      issuedAt: minutesFromNow(-5),
      expiresAt: minutesFromNow(20),
      certificateHash: 'none',
      ...change,
    }) as QuoteClaims;
  const pension = (personId: string, ...months: string[]): QuoteClaims =>
    claims(personId, {
      insurance: 'pension',
      lines: months.map(pensionLine),
      total: `${months.length * 1000}.00`,
    });
  const collect = async (quote: QuoteClaims, as: TestRole = ccb): Promise<Reply> =>
    service.call(as, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(quote, keys),
      channelTransactionNo: randomUUID(),
      amount: quote.total,
      paidAt: minutesFromNow(-1),
      method: 'cash',
    });
  const person = async (): Promise<string> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    return personId;
  };
  const booked = async (personId: string, bureau = 'hrss'): Promise<any[]> => {
    const books = await fetch(`${sandbox.url}/sandbox/books/${bureau}?personId=${personId}`);
    return ((await books.json()) as { items: any[] }).items;
  };
  const posted = (personId: string, count = 1, bureau = 'hrss'): Promise<any[]> =>
    eventually(
      () => booked(personId, bureau),
      (items) => items.filter((item) => item.reversed !== true).length === count,
    );
  const apply = (as: TestRole, body: object): Promise<Reply> => service.call(as, 'POST', '/v1/refunds', body);
  const review = (as: TestRole, refundId: string): Promise<Reply> =>
    service.call(as, 'POST', `/v1/refunds/${refundId}/approval`);
  const refund = async (refundId: string, as: TestRole = payer): Promise<any> =>
    (await service.call(as, 'GET', `/v1/refunds/${refundId}`)).body;
  const reaches = (refundId: string, status: string): Promise<any> =>
    eventually(
      () => refund(refundId),
      (body) => body.status === status,
    );
  const balances = (): Promise<Record<string, string>> => balancesOf(service, 'auditor');

  it('pays a pension month back at the counter that took it, after two reviews and the bureau', async () => {
    const personId = await person();
    const { orderId, receiptNo } = (await collect(pension(personId, month))).body;
    await posted(personId);
    expect((await apply(stranger, { receiptNo, months: [month], reason: 'error' })).status).toBe(404);
    const applied = await apply(payer, { receiptNo, months: [month], reason: 'error' });
    expect(applied).toMatchObject({ status: 201, body: { status: 'applied', amount: '1000.00' } });
    const { refundId } = applied.body;
    expect((await service.call(stranger, 'GET', `/v1/refunds/${refundId}`)).status).toBe(404);
    expect(await apply(payer, { orderId, months: [month], reason: 'error' })).toMatchObject({
      status: 409,
      body: { code: 'refund-open' },
    });

    expect((await review('hrss', refundId)).body.code).toBe('review-of-another-office');
    expect((await review('operator', refundId)).body.status).toBe('reviewed');
    expect((await review('operator', refundId)).body.status).toBe('reviewed');
    expect((await review('medical-bureau', refundId)).status).toBe(404);
    expect((await review('hrss', refundId)).status).toBe(200);
    expect(await reaches(refundId, 'to-pay-out')).toMatchObject({
      months: [{ month, bureau: 'reversed' }],
      next: expect.stringContaining('网点'),
    });
    expect((await booked(personId)).map((item) => item.reversed)).toEqual([true]);
    expect(await balances()).toMatchObject({ '2902.refund-payable': '-1000.00', '1001.ccb': '1000.00' });
    expect((await collect(pension(personId, month))).body).toMatchObject({
      status: 'in-suspense',
      because: 'already-paid',
    });

    const payout = { payoutNo: 'P1', amount: '1000.00', paidOutAt: minutesFromNow(0) };
    const confirm = (as: TestRole, body: object): Promise<Reply> =>
      service.call(as, 'POST', `/v1/refunds/${refundId}/payout`, body);
    expect((await confirm({ bank: 'icbc' }, payout)).status).toBe(404);
    expect((await confirm(ccb, { ...payout, amount: '999.00' })).body.code).toBe('payout-amount-differs');
    expect((await confirm(ccb, payout)).body.status).toBe('refunded');
    expect((await confirm(ccb, payout)).body.status).toBe('refunded');
    expect(await balances()).toMatchObject({
      '2902.refund-payable': '0.00',
      '2101.pension.pooled-fund': '0.00',
      '2101.pension.personal-account': '0.00',
    });

    expect((await service.call(ccb, 'GET', `/v1/orders/${orderId}`)).body.refunds).toEqual([
      { refundId, status: 'refunded' },
    ]);
    expect((await collect(pension(personId, month))).body.status).toBe('paid');
    await posted(personId);
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });

  const pooled = (personId: string): QuoteClaims => {
    const amounts = { 'pooled-unit': '300.00', 'pooled-personal': '75.00', 'mutual-aid': '9.00' };
    const bundleId = bundleIdOf(personId, month);
    const lines = Object.entries(amounts).map(([item, amount]) => {
      return { item, month, base: amount, rate: '1', amount, bundleId };
    });
    const bundles = [{ bundleId, month, scheme: 'pooled', items: Object.keys(amounts) }];
    return claims(personId, { insurance: 'medical', lines, total: '384.00', bundles });
  };
  const decided = async (as: TestRole, body: object, bureau: TestRole): Promise<string> => {
    const { refundId } = (await apply(as, body)).body;
    await review('operator', refundId);
    expect((await review(bureau, refundId)).status).toBe(200);
    return refundId;
  };

  it('sends a bundle back whole through its channel, which answers late, under one number', async () => {
    const personId = await person();
    const { orderId } = (await collect(pooled(personId), 'tax-desk')).body;
    await posted(personId, 1, 'medical');
    wallet.loses(2);
    const refundId = await decided(
      payer,
      { orderId, months: [month], reason: 'duplicate' },
      'medical-bureau',
    );
    const [way] = (await reaches(refundId, 'under-way')).ways;
    // When it is asked about next is there to be read, and not so far off.
    expect(Date.parse(way.askedAgainAt) - Date.now()).toBeLessThanOrEqual(30_000);
    expect(wallet.asked.get(way.refundNo)).toEqual([
      {
        orderNo: orderId.replaceAll('-', ''),
        refundNo: way.refundNo,
        amount: '384.00',
        total: '384.00',
        reason: 'duplicate',
      },
    ]);
    expect(await booked(personId, 'medical')).toMatchObject([{ reversed: true }]);
    wallet.ends(way.refundNo, {
      status: 'refunded',
      refundedAt: minutesFromNow(0) as never,
      channelRefundNo: 'W1',
    });
    await database.query('update payment.refund_legs set due_at = now() where refund_id = $1', [refundId]);
    const { ways: ended } = await reaches(refundId, 'refunded');
    expect(ended).toMatchObject([{ channelRefundNo: 'W1' }]);
    expect(ended[0]).not.toHaveProperty('askedAgainAt');
    expect(await balances()).toMatchObject({ '1001.tax-desk': '0.00', '2201.medical.mutual-aid': '0.00' });
    expect((await collect(pooled(personId), 'tax-desk')).body.status).toBe('paid');
  });

  it('lets exactly one of reversal and refund take effect', async () => {
    const personId = await person();
    const transaction = async (): Promise<[orderId: string, no: string]> => {
      const no = randomUUID();
      const { body } = await service.call(ccb, 'POST', '/v1/collections', {
        quoteToken: await quoteToken(pension(personId, month), keys),
        channelTransactionNo: no,
        amount: '1000.00',
        paidAt: minutesFromNow(-1),
        method: 'card',
      });
      return [body.orderId, no];
    };
    const reverse = (no: string): Promise<Reply> =>
      service.call(ccb, 'POST', `/v1/collections/${no}/reversal`);
    const [first, firstNo] = await transaction();
    const { refundId } = (await apply(payer, { orderId: first, months: [month], reason: 'error' })).body;
    expect((await reverse(firstNo)).body.status).toBe('reversed');
    expect((await refund(refundId)).status).toBe('closed');
    expect((await review('operator', refundId)).body.code).toBe('review-not-due');

    const [second, secondNo] = await transaction();
    await decided(payer, { orderId: second, months: [month], reason: 'error' }, 'hrss');
    expect(await reverse(secondNo)).toMatchObject({ status: 409, body: { code: 'refund-decided' } });
  });

  it('books another way when the channel’s is shut, once two operators say so', async () => {
    const personId = await person();
    const { orderId } = (await collect(pension(personId, month), 'tax-desk')).body;
    const refundId = await decided(payer, { orderId, months: [month], reason: 'error' }, 'hrss');
    const [way] = (await reaches(refundId, 'under-way')).ways;
    wallet.ends(way.refundNo, { status: 'abnormal', channelRefundNo: 'W2' });
    await database.query('update payment.refund_legs set due_at = now() where refund_id = $1', [refundId]);
    expect(await reaches(refundId, 'abnormal')).toMatchObject({ ways: [{ because: 'abnormal' }] });
    const body = { payoutNo: 'B1', amount: '1000.00', paidOutAt: minutesFromNow(0), reason: 'card closed' };
    const propose = (change: object): Promise<Reply> =>
      service.call({ operator: 'one' }, 'POST', `/v1/refunds/${refundId}/other-way`, { ...body, ...change });
    expect((await propose({ amount: '1.00' })).body.code).toBe('payout-amount-differs');
    const { proposalId } = (await propose({})).body;
    const approve = (operator: string): Promise<Reply> =>
      service.call({ operator }, 'POST', `/v1/operations/payment/proposals/${proposalId}/approval`);
    expect((await approve('one')).body.code).toBe('second-person-required');
    expect((await approve('two')).body.status).toBe('done');
    expect((await refund(refundId)).status).toBe('refunded');
  });

  it('goes to another card of the payer, once, when two operators say so', async () => {
    const personId = await person();
    const { orderId } = (await collect(pension(personId, month), 'tax-desk')).body;
    const refundId = await decided(payer, { orderId, months: [month], reason: 'error' }, 'hrss');
    const body = { bank: 'ICBC_DEBIT', account: '6222020000001234', name: '张三', reason: 'card closed' };
    const propose = (change: object = {}): Promise<Reply> =>
      service.call({ operator: 'one' }, 'POST', `/v1/refunds/${refundId}/redirection`, {
        ...body,
        ...change,
      });
    const [way] = (await reaches(refundId, 'under-way')).ways;
    expect((await propose()).body.code).toBe('payout-not-due');
    wallet.ends(way.refundNo, { status: 'abnormal', channelRefundNo: 'W3' });
    await database.query('update payment.refund_legs set due_at = now() where refund_id = $1', [refundId]);
    await reaches(refundId, 'abnormal');
    expect((await propose({ account: 'none' })).status).toBe(400);
    const proposed = (await propose()).body;
    expect(proposed.details).toMatchObject({ bank: 'ICBC_DEBIT', ending: '1234' });
    expect(JSON.stringify(proposed)).not.toMatch(/622202|张三/);
    const approve = (): Promise<Reply> =>
      service.call(
        { operator: 'two' },
        'POST',
        `/v1/operations/payment/proposals/${proposed.proposalId}/approval`,
      );
    expect((await approve()).body.status).toBe('done');
    expect(wallet.redirected).toEqual([
      {
        refundNo: way.refundNo,
        channelRefundNo: 'W3',
        to: { to: 'payer', bank: 'ICBC_DEBIT', account: '6222020000001234', name: '张三' },
      },
    ]);
    expect((await refund(refundId)).status).toBe('under-way');
    wallet.ends(way.refundNo, {
      status: 'refunded',
      refundedAt: minutesFromNow(0) as never,
      channelRefundNo: 'W3',
    });
    await database.query('update payment.refund_legs set due_at = now() where refund_id = $1', [refundId]);
    expect(await reaches(refundId, 'refunded')).toMatchObject({ ways: [{ channelRefundNo: 'W3' }] });
  });

  it('is opened by a case of assessment’s, and closed with it', async () => {
    const personId = await person();
    await collect(pension(personId, month));
    const about = { personId, insurance: 'pension', month, because: 'death' };
    const tell = (type: ContractEventType, more: object): Promise<void> =>
      assessment.publish({
        type,
        data: contractEvents[type].data.parse({ ...about, ...more }),
      } as ContractEvent);
    const found = (status: string): Promise<any> =>
      eventually(
        async () => (await service.call('operator', 'GET', `/v1/refunds?status=${status}`)).body.items,
        (items) => items.some((item: any) => item.personId === personId),
      );
    await tell('canbao.assessment.RefundCaseOpened.v1', {});
    expect(await found('applied')).toContainEqual(expect.objectContaining({ personId, because: 'death' }));
    await tell('canbao.assessment.RefundCaseClosed.v1', { closedBecause: 'death-withdrawn' });
    expect(await found('closed')).toContainEqual(expect.objectContaining({ personId }));
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
