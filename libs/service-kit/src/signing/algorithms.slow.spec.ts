import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { signatureAlgorithms, signerOf, verifierOf, type SignatureAlgorithm } from './algorithms';
import { newKey } from './new-key';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const pem = (label: string, base64: string): string =>
  `-----BEGIN ${label}-----\n${base64.replaceAll(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;

describe.each(signatureAlgorithms)('%s', (algorithm) => {
  it('signs what it verifies, and nothing else', async () => {
    const [mine, other] = [await newKey(algorithm), await newKey(algorithm)];
    const signature = await signerOf(algorithm, mine.privateKey)('参保\n');
    expect(verifierOf(algorithm, mine.publicKey)('参保\n', signature)).toBe(true);
    expect(verifierOf(algorithm, mine.publicKey)('参保', signature)).toBe(false);
    expect(verifierOf(algorithm, other.publicKey)('参保\n', signature)).toBe(false);
  });
  it('verifies no signature with a bit flipped, a byte more or a byte less', async () => {
    const { publicKey, privateKey } = await newKey(algorithm);
    const signature = await signerOf(algorithm, privateKey)('text');
    const verify = verifierOf(algorithm, publicKey);
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const flipped = Buffer.from(signature);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verify('text', flipped)).toBe(false);
    }
    for (const other of [
      signature.subarray(1),
      Buffer.concat([signature, Buffer.from([0])]),
      Buffer.alloc(0),
    ])
      expect(verify('text', other)).toBe(false);
  });
  it('takes a key as PEM or as the base64 in it', async () => {
    const { publicKey, privateKey } = await newKey(algorithm);
    const signature = await signerOf(algorithm, pem('PRIVATE KEY', privateKey))('text');
    expect(verifierOf(algorithm, pem('PUBLIC KEY', publicKey))('text', signature)).toBe(true);
  });
  it('refuses whatever is no key of its own, and goes on', async () => {
    const { publicKey } = await newKey(algorithm);
    const bytes = Buffer.from(publicKey, 'base64');
    const others = signatureAlgorithms.filter((name) => name !== algorithm);
    const foreign = await Promise.all(others.map(async (name) => (await newKey(name)).publicKey));
    const curve = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const wrong = [
      '',
      'no key',
      ...foreign,
      curve.export({ type: 'spki', format: 'der' }).toString('base64'),
      curve.export({ type: 'spki', format: 'pem' }).toString(),
      bytes.subarray(0, -1).toString('base64'),
      Buffer.concat([bytes, Buffer.from([0])]).toString('base64'),
      pem('CERTIFICATE', publicKey),
    ];
    for (const key of wrong) expect(() => verifierOf(algorithm, key)).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(bytes.length), (noise, at) => {
        const mixed = Buffer.concat([bytes.subarray(0, at), noise]).toString('base64');
        try {
          verifierOf(algorithm, mixed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect(() => signerOf(algorithm, mixed)).toThrow(RangeError);
      }),
      { numRuns: 300 },
    );
  });
});

it('a short RSA key is refused', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  expect(() => verifierOf('RSA-PSS-SHA256', publicKey)).toThrow('2048');
  expect(() => signerOf('RSA-PSS-SHA256', privateKey)).toThrow('2048');
});
it('a point that is not on the curve of SM2 is no key', async () => {
  const bytes = Buffer.from((await newKey('SM2-SM3')).publicKey, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => verifierOf('SM2-SM3', bytes.toString('base64'))).toThrow('curve');
});
it('SM3 has the value of its standard', () =>
  expect(createHash('sm3').update('abc').digest('hex')).toBe(
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  ));

(hasOpenssl ? describe : describe.skip)('OpenSSL, which shares no code with us,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content?: string | Buffer): string => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: 'pipe' });
  const made: Record<SignatureAlgorithm, readonly string[]> = {
    'RSA-PSS-SHA256': ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    'SM2-SM3': ['genpkey', '-algorithm', 'SM2'],
  };
  const options: Record<SignatureAlgorithm, readonly string[]> = {
    'RSA-PSS-SHA256': [
      '-digest',
      'sha256',
      '-pkeyopt',
      'rsa_padding_mode:pss',
      '-pkeyopt',
      'rsa_pss_saltlen:digest',
    ],
    'SM2-SM3': ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'],
  };

  it.each(signatureAlgorithms)('and %s understand each other, keys and signatures', async (algorithm) => {
    const text = 'POST\n/v1/collections\n';
    const key = file(`${algorithm}.pem`);
    openssl(...made[algorithm], '-out', key);
    const publicKey = openssl('pkey', '-in', key, '-pubout').toString();
    const [input, signed] = [file('text', text), file('signature')];
    openssl('pkeyutl', '-sign', '-rawin', ...options[algorithm], '-inkey', key, '-in', input, '-out', signed);
    expect(verifierOf(algorithm, publicKey)(text, readFileSync(signed))).toBe(true);

    const ours = file('ours', await signerOf(algorithm, readFileSync(key, 'utf8'))(text));
    const given = [...options[algorithm], '-inkey', key, '-in', input, '-sigfile', ours];
    const verified = openssl('pkeyutl', '-verify', '-rawin', ...given);
    expect(verified.toString()).toContain('Signature Verified Successfully');
  });
});
