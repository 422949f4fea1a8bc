import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paymentApi, type QuoteClaims } from '@canbao/contracts';
import { proofText } from '@canbao/evidence';
import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import {
  eventually,
  quoteKeys,
  quoteToken,
  sealingJwk,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';

const checker = join(__dirname, '../../../tools/prove/check.mjs');

describe('the proof of a receipt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  const keys = quoteKeys();
  let jwk: Awaited<ReturnType<typeof sealingJwk>>;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;

  const start = (everySeconds: number): Promise<TestService> =>
    startForTest(payment(keys), database.url, { SEAL_KEY: jwk, SEAL_EVERY_SECONDS: everySeconds });
  const collected = async (): Promise<string> => {
    const claims = {
      quoteId: randomUUID(),
      personId: randomUUID(),
      insurance: 'pension',
      district: '370102',
      lines: [
        {
          item: 'pension',
          month: '2025-03',
          base: '5000.00',
          rate: '0.2',
          amount: '1000.00',
          parts: { pooledFund: '600.00', personalAccount: '400.00' },
        },
      ],
      total: '1000.00',
      issuedAt: minutesFromNow(-5),
      expiresAt: minutesFromNow(10),
      certificateHash: 'none',
    } as unknown as QuoteClaims;
    const { body } = await service.call({ bank: 'ccb' }, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, keys),
      channelTransactionNo: randomUUID(),
      amount: claims.total,
      paidAt: minutesFromNow(-1),
      method: 'cash',
    });
    return body.receiptNo;
  };
  const proofOf = (no: string, as: Parameters<TestService['call']>[0] = 'auditor'): Promise<Reply> =>
    service.call(as, 'GET', `/v1/receipts/${no}/proof`);

  beforeAll(async () => {
    [database, jwk] = await Promise.all([testDatabase(), sealingJwk()]);
    service = await start(60);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('waits for the next seal, then says what recorded the money and what became of it, offline', async () => {
    const receiptNo = await collected();
    const early = await proofOf(receiptNo);
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'not-sealed-yet', retryable: true, details: { retryAfterSeconds: 60 } },
    });
    expect(early.headers.get('retry-after')).toBe('60');
    await service.stop();
    service = await start(1);
    const { status, body } = await eventually(
      () => proofOf(receiptNo),
      (reply) => reply.status === 200,
    );
    expect(status).toBe(200);
    expect(paymentApi.receiptProof.reply.parse(body)).toEqual(body);
    const types = body.events.map(({ event }: { event: { type: string } }) => event.type);
    expect(types[0]).toBe('PaymentCaptured');
    expect(types).toEqual(expect.arrayContaining(['PensionMonthsSettled', 'PensionMonthPaid']));
    const [proof, publicKeys] = [join(folder, 'proof.json'), join(folder, 'public.jwk')];
    writeFileSync(proof, proofText(body));
    writeFileSync(publicKeys, JSON.stringify({ ...jwk, d: undefined }));
    expect(execFileSync(process.execPath, [checker, proof, publicKeys]).toString()).toMatch(
      `true receiptNo ${receiptNo}\n`,
    );
  });

  it('is given to whom the receipt is given, and to nobody else', async () => {
    const receiptNo = await collected();
    await eventually(
      () => proofOf(receiptNo),
      (reply) => reply.status === 200,
    );
    expect(await proofOf(receiptNo, { bank: 'ccb' })).toMatchObject({ status: 200 });
    for (const as of [{ bank: 'icbc' }, { payer: 'payer-9', channel: 'wechat' }] as const)
      expect((await proofOf(receiptNo, as)).body.code).toBe('receipt-not-found');
    expect((await proofOf(receiptNo, 'hrss')).status).toBe(403);
    expect((await service.call(undefined, 'GET', `/v1/receipts/${receiptNo}/proof`)).status).toBe(401);
    expect((await proofOf('SD2025030100000000000000000000')).body.code).toBe('receipt-not-found');
  });
});
