import { randomUUID } from 'node:crypto';
import {
  contractEvents,
  type ContractEvent,
  type ContractEventType,
  type QuoteClaims,
} from '@canbao/contracts';
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

const ccb: TestRole = { bank: 'ccb' };
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const stranger: TestRole = { payer: 'payer-2', channel: 'wechat' };
const month = '2025-03';
const soon = (minutes: number): string =>
  new Date(Date.now() + minutes * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

describe('refunds on payment, ledger-sync and the bureaus of the sandbox', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let service: TestService;
  let posting: TestService;
  let registration: Publisher;
  const keys = quoteKeys();

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox(database.url);
    registration = await publisher('registration', database.url);
    service = await startForTest(payment(keys), database.url);
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
    await sandbox.stop();
    await database.drop();
  });

  const publish = (type: ContractEventType, data: object): Promise<void> =>
    registration.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
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
      issuedAt: soon(-5),
      expiresAt: soon(20),
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
      paidAt: soon(-1),
      method: 'cash',
    });
  const person = async (): Promise<string> => {
    const personId = randomUUID();
    const enrolment = { personId, district: '370102', from: '2020-01-01' };
    await publish('canbao.registration.PensionEnrolled.v1', enrolment);
    await publish('canbao.registration.MedicalEnrolled.v1', { ...enrolment, scheme: 'pooled' });
    await publish('canbao.registration.BeneficiaryAdded.v1', { personId, payerId: 'payer-1' });
    await eventually(
      () => database.query('select 1 from payment.delegations where person_id = $1', [personId]),
      (rows) => rows.length === 1,
    );
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
  const balances = async (): Promise<Record<string, string>> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    return Object.fromEntries(body.accounts.map((each: any) => [each.code, each.balance]));
  };

  it('pays a pension month back at the counter that took it, after two reviews and the bureau', async () => {
    const personId = await person();
    const { orderId, receiptNo } = (await collect(pension(personId, month))).body;
    await posted(personId);
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

    const payout = { payoutNo: 'P1', amount: '1000.00', paidOutAt: soon(0) };
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

    expect((await collect(pension(personId, month))).body.status).toBe('paid');
    await posted(personId);
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
