import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessmentApi, paymentApi, shiftsApi, dayEndApi, type Operation } from '@canbao/contracts';
import { assessmentRejections } from '@canbao/domain-assessment';
import { paymentRejections, shiftRejections } from '@canbao/domain-payment';
import { reconciliationRejections } from '@canbao/domain-reconciliation';
import { payment } from '@canbao/payment/service';
import { isSignatureOver } from '@canbao/sandbox/banks';
import {
  BankKeys,
  bodyHash,
  newKey,
  readClaim,
  signatureAlgorithms,
  signatureHeader,
  signedText,
  signerOf,
  verifierOf,
  writeClaim,
  type NewKey,
  type SignatureAlgorithm,
} from '@canbao/service-kit/signing';
import { refusalTable } from './refusal-table';
import { quoteKeys, quoteToken, signIn, startForTest, testDatabase, type TestService } from './service';

const folder = join(__dirname, '../../docs/integration');
const file = join(folder, 'bank.md');
const vectorsFile = join(folder, 'signature-vectors.json');
/** `WRITE_PAGES=1` writes the page of this run; otherwise the page must be as this run would write it. */
const writes = process.env['WRITE_PAGES'] === '1';

interface Vector {
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly body: string;
  readonly bodyHash: string;
  readonly signedText: string;
  readonly signature: string;
}
const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8')) as readonly Vector[];

describe('the vectors of docs/integration', () => {
  it.each(vectors)('of $algorithm are right, by our implementation and by the bank’s', async (vector) => {
    const { algorithm, publicKey, privateKey, body, signedText: text, signature } = vector;
    expect(bodyHash(algorithm).update(body).digest('hex')).toBe(vector.bodyHash);
    expect(text.split('\n').slice(5)).toEqual([text.split('\n')[5], vector.bodyHash, '']);
    const verify = verifierOf(algorithm, publicKey);
    expect(verify(text, Buffer.from(signature, 'base64'))).toBe(true);
    expect(isSignatureOver({ kid: '', algorithm, publicKey }, text, signature)).toBe(true);
    expect(verify(text, await signerOf(algorithm, privateKey)(text))).toBe(true);
  });
  it('are there for every algorithm', () =>
    expect(vectors.map(({ algorithm }) => algorithm)).toEqual(signatureAlgorithms));
});

describe('docs/integration/bank.md', () => {
  const blocks = new Map<string, string>();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let bank: NewKey;
  let token: string;
  const quotes = quoteKeys();

  beforeAll(async () => {
    bank = await newKey('RSA-PSS-SHA256');
    const own = await newKey('RSA-PSS-SHA256');
    const named = { algorithm: 'RSA-PSS-SHA256' } as const;
    const keys = BankKeys.parse({
      channels: { ccb: { keys: [{ ...named, kid: 'ccb-2026-11', publicKey: bank.publicKey }] } },
      own: [{ ...named, kid: 'canbao-2026-11', privateKey: own.privateKey }],
    });
    database = await testDatabase();
    const { jwks, tokenOf } = await signIn();
    token = await tokenOf({ bank: 'ccb' });
    service = await startForTest(payment(quotes, undefined, keys), database.url, { SIGN_IN_JWKS: jwks });
    await play();
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const instantIn = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

  const play = async (): Promise<void> => {
    const line = {
      item: 'pension',
      month: '2025-03',
      base: '5000.00',
      rate: '0.2',
      amount: '1000.00',
      parts: { pooledFund: '600.00', personalAccount: '400.00' },
    };
    const claims = {
      quoteId: randomUUID(),
      personId: randomUUID(),
      insurance: 'pension',
      district: '370102',
      lines: [line],
      total: '1000.00',
      payerId: 'bank:ccb:bank-ccb',
      issuedAt: instantIn(-1),
      expiresAt: instantIn(29),
      certificateHash: 'none',
    };
    const report = {
      quoteToken: await quoteToken(claims, quotes),
      channelTransactionNo: 'CCB-20261126-000001',
      amount: '1000.00',
      paidAt: instantIn(0),
      method: 'cash',
    };
    const collect = { target: '/v1/collections', key: 'collect-CCB-20261126-000001', body: report };
    await exchange('collect', collect);
    await exchange('repeat', collect);
    await exchange('reused', { ...collect, key: 'other', body: { ...report, amount: '900.00' } });
    await exchange('mismatch', { ...collect, spoiled: true });
    const target = '/v1/collections/CCB-20261126-000001/reversal';
    await exchange('reverse', { target, key: 'reverse-CCB-20261126-000001', body: {} });
    const never = '/v1/collections/CCB-20261126-000002/reversal';
    await exchange('reverse-first', { target: never, key: 'reverse-CCB-20261126-000002', body: {} });
  };

  /** Sends one signed request, and keeps it and its answer as they were on the wire. */
  const exchange = async (
    name: string,
    { target, key, body, spoiled = false }: { target: string; key: string; body: object; spoiled?: boolean },
  ): Promise<void> => {
    const text = JSON.stringify(body);
    const claim = {
      algorithm: 'RSA-PSS-SHA256' as const,
      key: 'ccb-2026-11',
      timestamp: String(Math.floor(Date.now() / 1000)),
      nonce: randomBytes(16).toString('hex'),
    };
    const hash = createHash('sha256')
      .update(spoiled ? '' : text)
      .digest('hex');
    const lines = signedText({ ...claim, methodOrStatus: 'POST', target, bodyHash: hash });
    const signature = await signerOf(claim.algorithm, bank.privateKey)(lines);
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
      'Canbao-Signature': writeClaim({ ...claim, signature }),
    };
    const response = await fetch(service.url + target, {
      method: 'POST',
      headers: { ...headers, Authorization: `Bearer ${token}` },
      body: text,
    });
    const answer = await response.text();
    expect(readClaim(response.headers.get(signatureHeader) ?? '')?.nonce).toBe(claim.nonce);
    const shown = ['idempotent-replayed', 'content-type', signatureHeader].flatMap((header) => {
      const value = response.headers.get(header);
      return value === null ? [] : [`${header}: ${value}`];
    });
    blocks.set(
      name,
      [
        '```http',
        `POST ${target} HTTP/1.1`,
        'Authorization: Bearer eyJ…',
        ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
        '',
        text.replace(/"quoteToken":"[^"]+"/, '"quoteToken":"eyJ…"'),
        '```',
        '',
        '```http',
        `HTTP/1.1 ${response.status}`,
        ...shown,
        '',
        answer,
        '```',
      ].join('\n'),
    );
  };

  it('has the messages, refusals and hashes that a run has', () => {
    blocks.set('refusals', refusals());
    blocks.set('vectors', vectors.map(shownVector).join('\n\n'));
    const page = readFileSync(file, 'utf8');
    const written = page.replaceAll(
      /<!-- run: ([\w-]+) -->\n[^]*?<!-- end -->/g,
      (_, name: string) => `<!-- run: ${name} -->\n\n${blocks.get(name) ?? 'nothing'}\n\n<!-- end -->`,
    );
    if (writes) writeFileSync(file, written);
    expect(masked(writes ? written : page)).toBe(masked(written));
    for (const name of blocks.keys()) expect(page).toContain(`<!-- run: ${name} -->`);
  });
});

/** What differs from run to run. */
const masked = (page: string): string =>
  page
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'uuid')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+\+08:00/g, 'instant')
    .replaceAll(/timestamp="\d+",nonce="[^"]+",signature="[^"]+"/g, 'signed')
    .replaceAll(/"receiptNo":"[^"]+"/g, 'receipt');

const calls: readonly Operation[] = [
  assessmentApi.payables,
  assessmentApi.quote,
  paymentApi.collect,
  paymentApi.reverse,
  dayEndApi.sendStatement,
  ...Object.values(shiftsApi),
];

/** What each call of a counter can be refused with, and what any call can. */
const refusals = (): string => refusalTable(calls, texts, 'detail');
const texts = {
  ...assessmentRejections,
  ...paymentRejections,
  ...shiftRejections,
  ...reconciliationRejections,
};

const shownVector = ({ algorithm, body, bodyHash: hash, signedText: text, signature }: Vector): string =>
  [
    `${algorithm}, of the body \`${body}\` (hash \`${hash}\`):`,
    '',
    '```',
    `${text}\`\`\``,
    '',
    `\`${signature}\``,
  ].join('\n');
