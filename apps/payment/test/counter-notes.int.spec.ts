import { randomUUID } from 'node:crypto';
import type { QuoteClaims } from '@canbao/contracts';
import {
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';

const ccb = { bank: 'ccb' };
const at = (minutes: number): string =>
  `${new Date(Date.now() + minutes * 60_000 + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;

describe('a note of a collection', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  beforeAll(async () => {
    database = await testDatabase();
    service = await startForTest(payment(keys), database.url);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const personId = randomUUID();
  const report = async (amount = '1000.00') => {
    const parts = { pooledFund: '600.00', personalAccount: '400.00' };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      lines: [{ item: 'pension', month: '2022-05', base: '5000.00', rate: '0.2', amount: '1000.00', parts }],
      total: '1000.00',
      issuedAt: at(-2),
      expiresAt: at(20),
      certificateHash: 'none',
    } as unknown as QuoteClaims;
    return { quoteToken: await quoteToken(claims, keys), amount, paidAt: at(-1), method: 'cash' };
  };
  const noted = async (as: { bank: string } | 'tax-desk' = ccb) =>
    (await service.call(as, 'GET', '/v1/collections/noted')).body.items;

  it('is the teller’s own until its end was seen, books nothing, and books once', async () => {
    const [no, content] = [`N-${randomUUID()}`, await report()];
    const path = `/v1/collections/${no}/note`;
    for (const _ of [1, 2]) expect((await service.call(ccb, 'PUT', path, content)).status).toBe(204);
    const whole = {
      ...content,
      channelTransactionNo: no,
      personId,
      insurance: 'pension',
      months: ['2022-05'],
    };
    expect(await noted()).toEqual([whole]);
    expect(await noted({ bank: 'icbc' })).toEqual([]);
    expect(await noted('tax-desk')).toEqual([]);
    expect((await service.call('operator', 'GET', '/v1/ledger/trial-balance')).body.accounts ?? []).toEqual(
      [],
    );

    const first = await service.call(
      ccb,
      'POST',
      '/v1/collections',
      { ...content, channelTransactionNo: no },
      { 'idempotency-key': no },
    );
    expect(first).toMatchObject({ status: 201, body: { status: 'paid' } });
    const [booked] = await noted();
    expect(booked).toEqual({ ...whole, receiptNo: first.body.receiptNo });
    // As the page sends it again, from what the platform told.
    const { personId: _, insurance: __, months: ___, receiptNo: ____, ...sent } = booked;
    const again = await service.call(ccb, 'POST', '/v1/collections', sent, { 'idempotency-key': no });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');

    expect((await service.call('tax-desk', 'DELETE', path)).status).toBe(204);
    expect(await noted()).toHaveLength(1);
    for (const __ of [1, 2]) expect((await service.call(ccb, 'DELETE', path)).status).toBe(204);
    expect(await noted()).toEqual([]);
  });
  it('is refused where the report would be', async () => {
    const put = async (content: object) =>
      service.call(ccb, 'PUT', `/v1/collections/N-${randomUUID()}/note`, content);
    expect(await put({ ...(await report()), quoteToken: 'a.b.c' })).toMatchObject({
      status: 422,
      body: { code: 'quote-token-invalid' },
    });
    expect(await put(await report('0.00'))).toMatchObject({ body: { code: 'amount-not-positive' } });
    expect(await noted()).toEqual([]);
  });
});
