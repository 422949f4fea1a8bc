import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import { randomUUID } from 'node:crypto';
import { bundleIdOf } from '@canbao/contracts';
import {
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';

const [ccb, icbc]: [TestRole, TestRole] = [{ bank: 'ccb' }, { bank: 'icbc' }];
const month = '2022-03';
const pooled = { 'pooled-unit': '112.38', 'pooled-personal': '74.92', 'mutual-aid': '18.00' };
const withAccount = { 'with-account': '337.14' };

/** A quote for the month as assessment signs it. */
interface Quote {
  readonly personId: string;
  readonly scheme: 'pooled' | 'with-account';
  readonly amounts: Readonly<Record<string, string>>;
  readonly total: string;
  readonly billId?: string;
  readonly issuedAt?: string;
}

describe('medical bundles on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const keys = quoteKeys();

  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(payment(keys), database.url);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const signed = ({ personId, scheme, amounts, total, billId, issuedAt }: Quote): Promise<string> => {
    const bundleId = bundleIdOf(personId, month);
    const billed = billId === undefined ? {} : { billId };
    const items = Object.keys(amounts);
    const lines = Object.entries(amounts).map(([item, amount]) => {
      return { item, month, base: amount, rate: '1', amount, bundleId, ...billed };
    });
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'medical',
      district: '370102',
      lines,
      total,
      issuedAt: issuedAt ?? minutesFromNow(-5),
      expiresAt: minutesFromNow(25),
      certificateHash: 'none',
      bundles: [{ bundleId, month, scheme, items, ...billed }],
    };
    return quoteToken(claims, keys);
  };
  const collect = async (
    as: TestRole,
    quoteToken: string,
    amount: string,
    items?: string[],
  ): Promise<Reply> =>
    service.call(as, 'POST', '/v1/collections', {
      quoteToken,
      channelTransactionNo: randomUUID(),
      amount,
      paidAt: minutesFromNow(-1),
      method: 'cash',
      ...(items === undefined ? {} : { items }),
    });
  const settlements = async (personId: string): Promise<unknown[]> => {
    const rows = await database.query(
      "select data from payment.events where data->>'personId' = $1 and type = 'BundleSettled' order by position",
      [personId],
    );
    return rows.map(({ data }) => ({
      scheme: data.scheme,
      total: data.total,
      items: data.items.map(({ item }: { item: string }) => item),
      ...(data.billId === undefined ? {} : { billId: data.billId }),
    }));
  };
  const suspense = async (reason: string): Promise<number> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    const account = body.accounts.find(({ code }: { code: string }) => code === `2901.suspense.${reason}`);
    return Number(account?.balance ?? 0);
  };

  it('settles an old quote with account, paid after a pooled part, alone; the part is kept', async () => {
    const personId = randomUUID();
    const before = await suspense('scheme-changed');
    const [old, current] = [
      await signed({
        personId,
        scheme: 'with-account',
        amounts: withAccount,
        total: '337.14',
        issuedAt: minutesFromNow(-20),
      }),
      await signed({ personId, scheme: 'pooled', amounts: pooled, total: '205.30' }),
    ];
    const part = await collect(icbc, current, '18.00', ['mutual-aid']);
    expect(part.body).toMatchObject({
      status: 'incomplete',
      missingItems: ['pooled-unit', 'pooled-personal'],
    });
    expect((await collect(ccb, old, '337.14')).body).toMatchObject({ status: 'paid', amount: '337.14' });
    expect(await settlements(personId)).toEqual([
      { scheme: 'with-account', total: '337.14', items: ['with-account'] },
    ]);
    const order = await service.call(icbc, 'GET', `/v1/orders/${part.body.orderId}`);
    expect(order.body).toMatchObject({ status: 'in-suspense', because: 'scheme-changed', total: '18.00' });
    expect((await suspense('scheme-changed')) - before).toBe(-18);
    const rest = await collect(ccb, current, '187.30', ['pooled-unit', 'pooled-personal']);
    expect(rest.body).toMatchObject({ status: 'in-suspense', because: 'already-paid' });
    expect(await settlements(personId)).toHaveLength(1);
  });

  it('keeps a billed month incomplete while its late fee is left out, and settles it with the fee', async () => {
    const [personId, billId] = [randomUUID(), randomUUID()];
    const amounts = { ...pooled, 'late-fee': '5.13' };
    const token = await signed({ personId, scheme: 'pooled', amounts, total: '210.43', billId });
    const part = await collect(ccb, token, '205.30', Object.keys(pooled));
    expect(part.body).toMatchObject({ status: 'incomplete', missingItems: ['late-fee'] });
    expect(await settlements(personId)).toEqual([]);
    const fee = await collect(icbc, token, '5.13', ['late-fee']);
    expect(fee.body.status).toBe('paid');
    expect(await settlements(personId)).toEqual([
      { scheme: 'pooled', total: '210.43', items: Object.keys(amounts), billId },
    ]);
    expect((await service.call(ccb, 'GET', `/v1/orders/${part.body.orderId}`)).body.status).toBe('paid');
  });

  it.each([
    ['pooled', pooled, '205.30'],
    ['with-account', withAccount, '337.14'],
  ] as const)(
    'a bill under the former scheme (%s) is whole with its own items',
    async (scheme, amounts, total) => {
      const [personId, billId] = [randomUUID(), randomUUID()];
      const token = await signed({ personId, scheme, amounts, total, billId });
      expect((await collect(ccb, token, total)).body.status).toBe('paid');
      expect(await settlements(personId)).toEqual([{ scheme, total, items: Object.keys(amounts), billId }]);
    },
  );
});
