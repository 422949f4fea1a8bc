import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { payment } from '../src/payment';
import { Counter, fileOf, line } from './counter';

const [may18, may19, may20] = ['2022-05-18', '2022-05-19', '2022-05-20'];
const paidAt = `${may18}T23:59:58.000+08:00`;

describe('a report that comes days late', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let counter: Counter;
  const clock = new SpecClock(`${may18}T12:00:00.000+08:00`);

  beforeAll(async () => {
    database = await testDatabase();
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    counter = new Counter(service, keys, clock.now);
  });
  afterAll(async () => {
    await service.stop();
    clock.stop();
    await database.drop();
  });

  const expectClosed = async (day: string): Promise<void> => {
    const found = await counter.dayIs(day, ({ status }) => status === 'closed');
    expect(found).toMatchObject({ status: 'closed', differences: {} });
  };

  it('says what money is for that only a statement had told of', async () => {
    await clock.moveTo(`${may19}T09:00:00.000+08:00`);
    await counter.send(may18, fileOf(may18, [line('L1')]));
    await clock.moveTo(`${may20}T13:00:00.000+08:00`);
    const [told] = await eventually(
      () => database.query(`select order_id, receipt_no from payment.orders where because = 'quote-unknown'`),
      (found) => found.length === 1,
    );
    const reply = await counter.report('L1', ['2022-05'], { paidAt });
    expect(reply).toMatchObject({
      status: 201,
      body: { status: 'paid', orderId: told.order_id, receiptNo: told.receipt_no },
    });
    const receipt = await service.call({ bank: 'ccb' }, 'GET', `/v1/receipts/${told.receipt_no}`);
    expect(receipt.body).toMatchObject({ state: 'valid', lines: [{ item: 'pension', state: 'settled' }] });
    const conflicts = await service.call('operator', 'GET', '/v1/conflicting-reports');
    expect(conflicts.body.items).toEqual([]);
    await expectClosed(may18);
  });

  it('settles on the day of account, and is the line of the day of payment', async () => {
    const { body } = await counter.report('L2', ['2022-05'], { paidAt });
    expect(body).toMatchObject({ status: 'paid', receiptNo: expect.stringMatching(/^SD20220520/) });
    await counter.send(may18, fileOf(may18, [line('L1'), line('L2')]));
    await clock.moveTo('2022-05-21T09:00:00.000+08:00');
    await counter.send(may20, fileOf(may20, []));
    await expectClosed(may20);
    await expectClosed(may18);
    const conflicts = await service.call('operator', 'GET', '/v1/conflicting-reports');
    expect(conflicts.body.items).toEqual([]);
    const proofs = await database.query(`select proof from payment.day_differences where key = 'L2'`);
    expect(proofs.map(({ proof }) => proof).toSorted()).toEqual(['receipt', 'statement-line']);
  });

  it('is taken back on the day of account, however late it came', async () => {
    const reported = await counter.report('L3', ['2022-04'], { paidAt: '2022-04-05T12:00:00.000+08:00' });
    expect(reported.body).toMatchObject({
      status: 'paid',
      receiptNo: expect.stringMatching(/^SD20220521/),
    });
    const { orderId } = reported.body;
    const reply = await service.call({ bank: 'ccb' }, 'POST', '/v1/collections/L3/reversal', {});
    expect(reply.body).toEqual({ orderId, status: 'reversed' });
  });
});
