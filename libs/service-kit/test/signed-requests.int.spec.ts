import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { operation, type Operation } from '@canbao/contracts';
import { bankKeysOf, Handles, Input, type InputOf } from '@canbao/service-kit';
import {
  BankKeys,
  bodyHash,
  newKey,
  readClaim,
  signatureAlgorithms,
  signedText,
  signerOf,
  verifierOf,
  writeClaim,
  type NewKey,
  type SignatureAlgorithm,
} from '@canbao/service-kit/signing';
import {
  bareService,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';

const common = { service: 'payment', summary: '', reply: z.unknown(), roles: ['bank'], status: 200 } as const;
const pay = operation({
  ...common,
  id: 'pay',
  method: 'POST',
  path: '/payments',
  body: z.strictObject({ amount: z.string() }),
}) satisfies Operation;
const look = operation({ ...common, id: 'look', method: 'GET', path: '/payments' }) satisfies Operation;
const file = {
  ...operation({ ...common, id: 'file', method: 'POST', path: '/files', idempotencyKey: 'none' }),
  lines: z.unknown(),
};

const worked: string[] = [];
@Controller()
class Payments {
  @Handles(pay) pay(@Input() { body }: InputOf<typeof pay>): object {
    worked.push(body.amount);
    return { paid: body.amount };
  }
  @Handles(look) look(): object {
    return { payments: worked.length };
  }
  @Handles(file) async file(@Input() input: InputOf<typeof file>): Promise<object> {
    const chunks: Buffer[] = [];
    for await (const chunk of input.file) chunks.push(chunk as Buffer);
    worked.push(Buffer.concat(chunks).toString());
    return { bytes: Buffer.concat(chunks).length };
  }
}
@Module({ controllers: [Payments] })
class PaymentsModule {}

const of = { ccb: 'RSA-PSS-SHA256', icbc: 'SM2-SM3' } as const;
type SomeBank = keyof typeof of;

describe('signed requests, on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let nodes: TestService[];
  let keys: Record<SomeBank | 'RSA-PSS-SHA256' | 'SM2-SM3', NewKey>;
  let start: () => Promise<TestService>;
  beforeAll(async () => {
    const made = await Promise.all([...signatureAlgorithms, ...signatureAlgorithms].map(newKey));
    keys = { ccb: made[0], icbc: made[1], 'RSA-PSS-SHA256': made[2], 'SM2-SM3': made[3] } as typeof keys;
    const channel = (bank: SomeBank) => ({
      keys: [{ kid: `${bank}-1`, algorithm: of[bank], publicKey: keys[bank].publicKey }],
    });
    const bankKeys = BankKeys.parse({
      channels: { ccb: channel('ccb'), icbc: channel('icbc') },
      own: signatureAlgorithms.map((algorithm) => ({
        kid: `ours-${algorithm}`,
        algorithm,
        privateKey: keys[algorithm].privateKey,
      })),
    });
    const some = bareService('payment', {
      operations: [pay, look, file],
      module: PaymentsModule,
      providers: () => bankKeysOf(bankKeys),
    });
    database = await testDatabase();
    start = () => startForTest(some, database.url);
    nodes = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await database.drop();
  });
  beforeEach(() => void worked.splice(0));

  interface Sent {
    readonly bank?: SomeBank;
    readonly method?: string;
    readonly path?: string;
    readonly body?: string | undefined;
    readonly type?: string;
  }
  const signed = async ({ bank = 'ccb', method = 'POST', path = '/v1/payments', body = '' }: Sent) => {
    const algorithm: SignatureAlgorithm = of[bank];
    const claim = {
      algorithm,
      key: `${bank}-1`,
      timestamp: String(Math.floor(Date.now() / 1000)),
      nonce: randomBytes(16).toString('hex'),
    };
    const hash = bodyHash(algorithm).update(body).digest('hex');
    const text = signedText({ ...claim, methodOrStatus: method, target: path, bodyHash: hash });
    const signature = await signerOf(algorithm, keys[bank].privateKey)(text);
    return { 'canbao-signature': writeClaim({ ...claim, signature }) };
  };
  const send = (
    { bank = 'ccb', method = 'POST', path = '/v1/payments', body, type = 'application/json' }: Sent,
    headers: Record<string, string>,
    node = nodes[0],
  ): Promise<Reply> =>
    (node as TestService).call({ bank }, method, path, body, {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...headers,
    });
  const isOurs = (sent: Sent, reply: Reply, text: string): boolean => {
    const claim = readClaim(reply.headers.get('canbao-signature') ?? '');
    if (claim === undefined) return false;
    const algorithm = of[sent.bank ?? 'ccb'];
    const verify = verifierOf(algorithm, keys[algorithm].publicKey);
    return verify(
      signedText({
        ...claim,
        algorithm,
        methodOrStatus: String(reply.status),
        target: sent.path ?? '/v1/payments',
        bodyHash: bodyHash(algorithm).update(text).digest('hex'),
      }),
      claim.signature,
    );
  };

  it.each(['ccb', 'icbc'] as const)('of %s are worked on, and answered with a signature', async (bank) => {
    const sent = { bank, body: '{"amount":"1.00"}' };
    const reply = await send(sent, await signed(sent));
    expect(reply).toMatchObject({ status: 200, body: { paid: '1.00' } });
    expect(isOurs(sent, reply, JSON.stringify(reply.body))).toBe(true);
    expect(isOurs(sent, reply, '{"paid":"9.00"}')).toBe(false);
    const read = { bank, method: 'GET' };
    expect(await send(read, await signed(read))).toMatchObject({ status: 200, body: { payments: 1 } });
  });
  it('are refused again on every node, also after a restart', async () => {
    const sent = { body: '{"amount":"2.00"}' };
    const headers = await signed(sent);
    expect((await send(sent, headers)).status).toBe(200);
    const again = { status: 401, body: { code: 'signature-refused', details: { because: 'replayed' } } };
    for (const node of nodes) expect(await send(sent, headers, node)).toMatchObject(again);
    await nodes[0]?.stop();
    nodes[0] = await start();
    expect(await send(sent, headers)).toMatchObject(again);
    expect(worked).toEqual(['2.00']);
  });
  it('at the same time on two nodes count once', async () => {
    const sent = { body: '{"amount":"3.00"}' };
    const headers = await signed(sent);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => send(sent, headers, nodes[index % 2])),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(worked).toEqual(['3.00']);
  });
  it('that do not prove their body are refused before it is read, and the refusal is signed', async () => {
    const sent = { body: '{"amount":"1.00"}' };
    const headers = await signed(sent);
    const changed = { body: '{"amount":"1.00","amount":"9.00"}' };
    const reply = await send(changed, headers);
    expect(reply).toMatchObject({ status: 401, body: { details: { because: 'mismatch' } } });
    expect(isOurs(changed, reply, JSON.stringify(reply.body))).toBe(true);
    expect(worked).toEqual([]);
    expect((await send(sent, headers)).status).toBe(200);
  });
  it('with a file are worked on once the whole file is proven, and leave nothing behind', async () => {
    const filesKept = () => readdirSync(tmpdir()).filter((name) => name.startsWith('canbao-signed-'));
    const before = filesKept();
    const lines = { path: '/v1/files', type: 'application/x-ndjson', body: '{"a":1}\n'.repeat(50_000) };
    expect(await send(lines, await signed(lines))).toMatchObject({ body: { bytes: 400_000 } });
    worked.splice(0);
    const headers = await signed(lines);
    const reply = await send({ ...lines, body: lines.body.replace(/1}\n$/, '2}\n') }, headers);
    expect(reply).toMatchObject({ status: 401, body: { details: { because: 'mismatch' } } });
    expect(worked).toEqual([]);
    expect(filesKept()).toEqual(before);
  });
  it('are demanded of both banks', async () => {
    for (const bank of ['ccb', 'icbc'] as const)
      expect(await send({ bank, body: '{"amount":"1.00"}' }, {})).toMatchObject({
        status: 401,
        body: { code: 'signature-required' },
      });
  });
  it('are remembered for a day and no longer', async () => {
    await database.query(
      "update payment.signed_nonces set seen_at = now() - interval '25 hours' where channel = 'icbc'",
    );
    const { SignedNonces } = await import('@canbao/postgres');
    const { openDatabase } = await import('@canbao/test-servers/database');
    const own = await openDatabase({ url: database.url, service: 'payment', migrations: [] });
    await new SignedNonces(own).forget();
    await own.close();
    const left = await database.query('select distinct channel from payment.signed_nonces');
    expect(left).toEqual([{ channel: 'ccb' }]);
  });
});
