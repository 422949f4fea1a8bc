import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { StartFault, type Ports } from './settings';

export interface Keys {
  readonly databasePassword: string;
  readonly signIn: { readonly private: JWK; readonly public: JWK };
  readonly quote: { readonly current: string; readonly secrets: Readonly<Record<string, string>> };
  /** Signs seals. Without it in the file, the next start makes one with another `kid`. */
  readonly seal: JWK;
  readonly identity: { readonly keyId: string; readonly encryption: string; readonly index: string };
}

const pair = async (): Promise<{ private: JWK; public: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { private: await exportJWK(privateKey), public: await exportJWK(publicKey) };
};

/** A private key that is named by its thumbprint (RFC 7638). */
const sealingKey = async (): Promise<JWK> => {
  const { private: key } = await pair();
  return { ...key, kid: await calculateJwkThumbprint(key) };
};

/** The keys of this data folder: created at the first start, readable by the owner only. */
export const keysOf = async (data: string): Promise<Keys> => {
  const file = join(data, 'keys.json');
  if (existsSync(file)) {
    const keys = currentKeys(data, JSON.parse(readFileSync(file, 'utf8')) as Keys);
    return 'seal' in keys ? keys : saved(file, { ...(keys as Keys), seal: await sealingKey() });
  }
  return saved(file, {
    databasePassword: randomBytes(18).toString('hex'),
    signIn: await pair(),
    quote: { current: '1', secrets: { '1': randomBytes(32).toString('base64url') } },
    identity: {
      keyId: '1',
      encryption: randomBytes(32).toString('base64'),
      index: randomBytes(32).toString('base64'),
    },
    seal: await sealingKey(),
  });
};

const saved = (file: string, keys: Keys): Keys => {
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
};

/** @throws StartFault that says what to do about a folder whose events are of a former format. */
const currentKeys = (data: string, keys: Keys): Keys => {
  if ('current' in keys.quote) return keys;
  throw new StartFault(
    `The data folder ${data} was made by a version before 26 November 2026, whose events this version ` +
      'does not read. Move it away, so that a new one is made, or go on with the version that made it.',
  );
};

export const payers = [
  { name: '示例甲', channel: 'wechat' },
  { name: '示例乙', channel: 'alipay' },
  { name: '示例丙', channel: 'wechat' },
  { name: '示例丁', channel: 'alipay' },
] as const;
const banks = ['ccb', 'icbc', 'abc', 'qlb', 'psbc', 'boc', 'citic', 'rcc'] as const;

export interface Credentials {
  readonly baseUrl: string;
  readonly kafka: { readonly brokers: readonly string[] };
  readonly postgres: { readonly url: string };
  readonly tokens: Readonly<
    Record<
      'hrss' | 'medicalBureau' | 'agency' | 'taxDesk' | 'operator' | 'secondOperator' | 'auditor',
      string
    >
  > & {
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly name: string; readonly channel: string; readonly token: string }[];
  };
}

/** Sign-in tokens for every role, for the sandbox only. */
export const credentialsFor = async (
  keys: Keys,
  ports: Ports,
  url: string,
  brokers: readonly string[],
): Promise<Credentials> => {
  const key = await importJWK(keys.signIn.private, 'EdDSA');
  const token = (sub: string, claims: object): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(sub)
      .setIssuer('canbao-sandbox')
      .setAudience('canbao')
      .setIssuedAt()
      .setExpirationTime('10 years')
      .sign(key);
  const [hrss, medicalBureau, agency, taxDesk, operator, auditor] = (await Promise.all(
    ['hrss', 'medical-bureau', 'agency', 'tax-desk', 'operator', 'auditor'].map((role) =>
      token(role, { role }),
    ),
  )) as [string, string, string, string, string, string];
  return {
    baseUrl: `http://127.0.0.1:${ports.portal}`,
    kafka: { brokers },
    postgres: { url },
    tokens: {
      hrss,
      medicalBureau,
      agency,
      taxDesk,
      operator,
      secondOperator: await token('operator-2', { role: 'operator' }),
      auditor,
      banks: Object.fromEntries(
        await Promise.all(
          banks.map(async (bank) => [bank, await token(`bank-${bank}`, { role: 'bank', bank })] as const),
        ),
      ),
      payers: await Promise.all(
        payers.map(async ({ name, channel }, index) => ({
          name,
          channel,
          token: await token(`payer-${index + 1}`, { role: 'payer', channel }),
        })),
      ),
    },
  };
};
