import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import { randomBytes, randomUUID } from 'node:crypto';
import { day, month, type Day } from '@canbao/calendar';
import { paymentOrder, subjectOf } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import { Commands, PaperCodes, type PaperKeys } from '@canbao/service-kit';
import {
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';
import { registered, type Registered } from '@canbao/test-servers/registered';

const ccb: TestRole = { bank: 'ccb' };
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const stranger: TestRole = { payer: 'payer-2', channel: 'wechat' };
const today = day(minutesFromNow(0).slice(0, 10));

describe('papers on a real database', () => {
  const keys = quoteKeys();
  const paperKeys: PaperKeys = { current: '1', secrets: { '1': randomBytes(32).toString('base64url') } };
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let registration: Registered;
  let commands: Commands;

  beforeAll(async () => {
    database = await testDatabase();
    const whole = payment(keys, undefined, undefined, paperKeys);
    const spy = { provide: 'spy', useFactory: (found: Commands) => (commands = found), inject: [Commands] };
    service = await startForTest(
      { ...whole, providers: (db) => [...(whole.providers?.(db) ?? []), spy] },
      database.url,
    );
    registration = await registered(database);
  });
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await database.drop();
  });

  const collected = async (personId: string, ...months: string[]): Promise<Reply['body']> => {
    const line = { item: 'pension', base: '5000.00', rate: '0.2', amount: '1000.00' };
    const parts = { pooledFund: '600.00', personalAccount: '400.00' };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      lines: months.map((one) => ({ ...line, month: one, parts })),
      total: `${months.length * 1000}.00`,
      issuedAt: minutesFromNow(-5),
      expiresAt: minutesFromNow(10),
      certificateHash: 'none',
    };
    const { body } = await service.call(ccb, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, keys),
      channelTransactionNo: `T${randomUUID()}`,
      amount: claims.total,
      paidAt: minutesFromNow(-1),
      method: 'cash',
    });
    return { ...body, personId };
  };
  const inTreasury = (paid: Reply['body'], amount: string, months: string[], receivedOn: Day = today) =>
    commands.act('spec', subjectOf(paid.orderId), paymentOrder, {
      type: 'RecordTreasuryReceipt',
      orderId: paid.orderId,
      personId: paid.personId,
      insurance: 'pension',
      channel: 'ccb',
      amount: yuan(amount),
      item: { entrustDate: today, taxOrgCode: '13701020000', traNo: String(Date.now()).slice(-8) },
      months: months.map(month),
      receivedOn,
    });
  const certificate = (no: string, as: TestRole | undefined = 'auditor') =>
    service.call(as, 'GET', `/v1/certificates/${no}`);
  const verify = (code: string): Promise<Reply> =>
    service.call(undefined, 'GET', `/v1/verify/${encodeURIComponent(code)}`);

  it('gives no certificate before the treasury has the money, and says when to expect it', async () => {
    const paid = await collected(randomUUID(), '2025-03');
    const { status, body } = await certificate(paid.receiptNo);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'not-in-treasury-yet',
      retryable: true,
      userMessage: expect.stringContaining('尚未入库'),
      details: { paidOn: today, expected: { earliest: expect.any(String), latest: expect.any(String) } },
      conditions: [{ code: 'not-in-treasury-yet', clearedBy: 'treasury', clearsOn: expect.any(String) }],
    });
    expect(body.details.expected.latest > today).toBe(true);
  });

  it('certifies the months that are in the treasury, and later the others under the same code', async () => {
    const paid = await collected(randomUUID(), '2025-03', '2025-04');
    await inTreasury(paid, '1000.00', ['2025-03']);
    const first = (await certificate(paid.receiptNo)).body;
    expect(first).toMatchObject({
      certificateNo: paid.receiptNo.replace('SD', 'ZM'),
      state: 'valid',
      lines: [{ month: '2025-03', treasuryReceivedOn: today, state: 'settled' }],
      total: '1000.00',
      net: '1000.00',
      netInWords: '壹仟元整',
      notCertified: 1,
    });
    await inTreasury(paid, '1000.00', ['2025-04']);
    const second = (await certificate(paid.receiptNo)).body;
    expect(second).toMatchObject({ total: '2000.00', notCertified: 0, code: first.code });
    expect((await verify(first.code)).body).toMatchObject({ kind: 'certificate', total: '2000.00' });
  });

  it('certifies nothing of which the treasury received another amount', async () => {
    const paid = await collected(randomUUID(), '2025-03');
    await inTreasury(paid, '999.99', ['2025-03']);
    expect((await certificate(paid.receiptNo)).body.code).toBe('not-in-treasury-yet');
  });

  it('gives no certificate of a reversed payment', async () => {
    const paid = await collected(randomUUID(), '2025-03');
    const { channelTransactionNo } = (await service.call(ccb, 'GET', `/v1/receipts/${paid.receiptNo}`)).body;
    await service.call(ccb, 'POST', `/v1/collections/${channelTransactionNo}/reversal`, {});
    expect((await certificate(paid.receiptNo)).body).toMatchObject({
      code: 'receipt-reversed',
      retryable: false,
    });
    expect((await service.call(ccb, 'GET', `/v1/receipts/${paid.receiptNo}`)).body).toMatchObject({
      state: 'reversed',
      lines: [{ state: 'reversed' }],
    });
  });

  it('gives a certificate to whoever may act for the person, and to nobody else', async () => {
    const personId = randomUUID();
    const paid = await collected(personId, '2025-03');
    await inTreasury(paid, '1000.00', ['2025-03']);
    expect((await certificate(paid.receiptNo, payer)).status).toBe(404);
    await registration.persons('payer-1', [personId]);
    expect((await certificate(paid.receiptNo, payer)).status).toBe(200);
    expect((await certificate(paid.receiptNo, stranger)).status).toBe(404);
    expect((await certificate(paid.receiptNo, ccb)).status).toBe(403);
    const year = today.slice(0, 4);
    expect((await service.call(stranger, 'GET', `/v1/persons/${personId}/statements/${year}`)).status).toBe(
      404,
    );
  });

  it('shows what was paid at a counter to whoever has added the person, and to no stranger', async () => {
    const personId = randomUUID();
    const paid = await collected(personId, '2025-03');
    const year = today.slice(0, 4);
    const read = (as: TestRole) =>
      Promise.all(
        [
          `/v1/receipts/${paid.receiptNo}`,
          `/v1/orders/${paid.orderId}`,
          `/v1/persons/${personId}/statements/${year}`,
        ].map(async (path) => (await service.call(as, 'GET', path)).status),
      );
    expect(await read(payer)).toEqual([404, 404, 404]);
    await registration.persons('payer-1', [personId]);
    expect(await read(payer)).toEqual([200, 200, 200]);
    expect(await read(stranger)).toEqual([404, 404, 404]);
    const receipt = await service.call(payer, 'GET', `/v1/receipts/${paid.receiptNo}`);
    expect(receipt.body).toMatchObject({ receiptNo: paid.receiptNo, total: '1000.00' });

    const apply = (as: TestRole) =>
      service.call(as, 'POST', '/v1/refunds', {
        receiptNo: paid.receiptNo,
        months: ['2025-03'],
        reason: 'error',
      });
    expect((await apply(stranger)).status).toBe(404);
    expect((await apply(payer)).status).toBe(201);
    await registration.publish('canbao.registration.BeneficiaryRemoved.v1', { personId, payerId: 'payer-1' });
    const after = await eventually(
      () => read(payer),
      ([status]) => status === 404,
    );
    expect(after).toEqual([404, 404, 404]);
  });

  it('states the year of a person: every receipt, and nothing that was reversed or is in suspense', async () => {
    const personId = randomUUID();
    const [first, second] = [await collected(personId, '2025-03'), await collected(personId, '2025-04')];
    const again = await collected(personId, '2025-04');
    expect(again.status).toBe('in-suspense');
    const path = `/v1/persons/${personId}/statements/${today.slice(0, 4)}`;
    const { body } = await service.call('operator', 'GET', path);
    expect(body).toMatchObject({
      sums: [{ insurance: 'pension', paid: '2000.00', refunded: '0.00', net: '2000.00' }],
      net: '2000.00',
      netInWords: '贰仟元整',
    });
    expect(body.receipts.map((one: { receiptNo: string }) => one.receiptNo)).toEqual([
      first.receiptNo,
      second.receiptNo,
    ]);
    expect((await verify(body.code)).body).toMatchObject({
      kind: 'statement',
      number: body.statementNo,
      year: Number(today.slice(0, 4)),
      total: '2000.00',
    });
    const before = await service.call('operator', 'GET', `/v1/persons/${personId}/statements/2020`);
    expect(before.body).toMatchObject({ receipts: [], sums: [], net: '0.00', netInWords: '零元整' });
  });

  it('tells anybody what a paper says, and no more than is on it', async () => {
    const paid = await collected(randomUUID(), '2025-03');
    const { code } = (await service.call(ccb, 'GET', `/v1/receipts/${paid.receiptNo}`)).body;
    const { status, body } = await verify(code.toLowerCase());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'receipt',
      number: paid.receiptNo,
      state: 'valid',
      total: '1000.00',
      totalInWords: '壹仟元整',
      net: '1000.00',
      refunded: '0.00',
    });
    expect(JSON.stringify(body)).not.toContain(paid.personId);
    expect(JSON.stringify(body)).not.toContain(paid.orderId);
    const holder = new PaperCodes(paperKeys).openHolder(body.holder, Date.now());
    expect(holder).toBe(paid.personId);
  });

  it('does not know a paper whose code was guessed, changed, made with another secret, or is of another', async () => {
    const paid = await collected(randomUUID(), '2025-03');
    const { code } = (await service.call(ccb, 'GET', `/v1/receipts/${paid.receiptNo}`)).body;
    const changed = code.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    const reference = new PaperCodes(paperKeys).read(code)?.reference ?? Buffer.alloc(0);
    const others = { current: '1', secrets: { '1': randomBytes(32).toString('base64url') } };
    const forged = new PaperCodes(others).write({ kind: 'receipt', reference }, '{}');
    for (const text of [changed, forged, '0000', 'x', '%00', '0'.repeat(32), '’ or 1=1 --'])
      expect([text, (await verify(text)).body.code]).toEqual([
        text,
        expect.stringMatching(/^(paper-not-genuine|invalid-request)$/),
      ]);
  });
});
