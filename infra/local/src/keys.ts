import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Publisher } from '@canbao/contracts';
import type { Keyring } from '@canbao/kafka';
import { urlFor, type LoginPasswords } from '@canbao/postgres';
import { sandboxIssuer, sandboxKeyPrefix } from '@canbao/service-kit/production';
import {
  counterSigning,
  withChannelKeys,
  type ChannelKeys,
  type CounterSigning,
  type SignToken,
} from './channel-keys';
import { holders } from './prepare-database';
import { StartFault, type Ports } from './settings';

export interface Keys {
  /** Of the superuser, who only makes the logins. */
  readonly databasePassword: string;
  /** Of the logins, by holder. */
  readonly databaseLogins: LoginPasswords;
  readonly signIn: { readonly private: JWK; readonly public: JWK };
  readonly quote: { readonly current: string; readonly secrets: Readonly<Record<string, string>> };
  /** The secrets of each writer's records. Made, like `seal`, where the file has none. */
  readonly envelope: Readonly<Record<Publisher, Keyring>>;
  /** Signs seals. Without it in the file, the next start makes one with another `kid`. */
  readonly seal: JWK;
  /** Behind the codes on papers. Made where the file has none. */
  readonly paper: Keyring;
  readonly identity: { readonly keyId: string; readonly encryption: string; readonly index: string };
  /** Shared with channels. Made where the file has none. */
  readonly channels: ChannelKeys;
}

/** Named by their thumbprint (RFC 7638), and as keys of a sandbox, which production refuses. */
const pair = async (): Promise<{ private: JWK; public: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return named({ private: await exportJWK(privateKey), public: await exportJWK(publicKey) });
};

const named = async (keys: { private: JWK; public: JWK }): Promise<{ private: JWK; public: JWK }> => {
  const kid = sandboxKeyPrefix + (await calculateJwkThumbprint(keys.public));
  return { private: { ...keys.private, kid }, public: { ...keys.public, kid } };
};

/** Of a sandbox by its name, which production refuses. */
const keyId = `${sandboxKeyPrefix}1`;
const keyring = (): Keyring => ({
  current: keyId,
  secrets: { [keyId]: randomBytes(32).toString('base64url') },
});

/** New secrets of the records of every writer. */
export const envelopeKeys = (): Keys['envelope'] => ({
  registration: keyring(),
  assessment: keyring(),
  payment: keyring(),
  'ledger-sync': keyring(),
  agency: keyring(),
  hrss: keyring(),
  'medical-bureau': keyring(),
});

/** The list of revoked tokens; whoever tries the system out edits it. */
export const revokedFile = (data: string): string => join(data, 'revoked.json');

/**
 * The keys of this data folder: created at the first start, readable by the owner only. A password that is
 * given counts for the first time.
 */
export const keysOf = async (data: string, password?: string): Promise<Keys> => {
  const revoked = revokedFile(data);
  if (!existsSync(revoked)) writeFileSync(revoked, '{"revoked":[]}\n', { mode: 0o600 });
  const file = join(data, 'keys.json');
  if (existsSync(file)) {
    const stored = currentKeys(data, JSON.parse(readFileSync(file, 'utf8')) as Keys);
    // Sign-in keys had no name before they were published as a set.
    const keys = { ...stored, signIn: await named(stored.signIn) };
    const { seal, envelope, databaseLogins, paper }: Partial<Keys> = keys;
    return saved(file, {
      ...keys,
      seal: seal ?? (await pair()).private,
      // Agencies and bureaus had no topics of their own before 2026-11-26.
      envelope: { ...envelopeKeys(), ...envelope },
      databaseLogins: databaseLogins ?? loginPasswords(),
      channels: await withChannelKeys(keys.channels, tokens(keys.signIn)),
      paper: paper ?? keyring(),
    });
  }
  const signIn = await pair();
  return saved(file, {
    databasePassword: password ?? randomBytes(18).toString('hex'),
    databaseLogins: loginPasswords(),
    signIn,
    quote: keyring(),
    identity: {
      keyId,
      encryption: randomBytes(32).toString('base64'),
      index: randomBytes(32).toString('base64'),
    },
    seal: (await pair()).private,
    envelope: envelopeKeys(),
    channels: await withChannelKeys(undefined, tokens(signIn)),
    paper: keyring(),
  });
};

const loginPasswords = (): LoginPasswords =>
  Object.fromEntries(holders.map((holder) => [holder, randomBytes(18).toString('hex')]));

/** Writes what has changed only: two starts may read the file at the same time. */
const saved = (file: string, keys: Keys): Keys => {
  const text = JSON.stringify(keys);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text, { mode: 0o600 });
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
  /** `url` is the superuser's; `owner` rebuilds, `auditor` reads events. */
  readonly postgres: { readonly url: string; readonly owner: string; readonly auditor: string };
  readonly tokens: Readonly<
    Record<
      'hrss' | 'medicalBureau' | 'agency' | 'taxDesk' | 'operator' | 'secondOperator' | 'auditor',
      string
    >
  > & {
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly name: string; readonly channel: string; readonly token: string }[];
  };
  /** What a counter signs its requests with, and what it proves our answers with. */
  readonly signing: CounterSigning;
  /** Where an agency writes bills and reads the answers, and the secret that its records are signed with. */
  readonly agencyTopics: {
    readonly bills: string;
    readonly answers: string;
    readonly keyId: string;
    readonly secret: string;
  };
  /** Where each bureau writes what it registers and reads the answers, and what signs its records. */
  readonly bureauTopics: Readonly<
    Record<
      'hrss' | 'medicalBureau',
      { readonly messages: string; readonly answers: string; readonly keyId: string; readonly secret: string }
    >
  >;
}

const feedOf = ({ envelope }: Keys, bureau: 'hrss' | 'medical-bureau') => {
  const { current: keyId, secrets } = envelope[bureau];
  return {
    messages: `${bureau}.registrations`,
    answers: 'registration.answers',
    keyId,
    secret: secrets[keyId] ?? '',
  };
};

/** How long the tokens of the demonstration are valid. */
export const demonstrationYears = 10;

const tokens =
  ({ private: jwk, public: { kid = '' } }: Keys['signIn']): SignToken =>
  async (subject, claims) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setSubject(subject)
      .setIssuer(sandboxIssuer)
      .setJti(randomUUID())
      .setAudience('canbao')
      .setIssuedAt()
      .setExpirationTime(`${demonstrationYears} years`)
      .sign(await importJWK(jwk, 'EdDSA'));

/** Sign-in tokens for every role, for the sandbox only. */
export const credentialsFor = async (
  keys: Keys,
  ports: Ports,
  url: string,
  brokers: readonly string[],
): Promise<Credentials> => {
  const token = tokens(keys.signIn);
  const [hrss, medicalBureau, agency, taxDesk, operator, auditor] = (await Promise.all(
    ['hrss', 'medical-bureau', 'agency', 'tax-desk', 'operator', 'auditor'].map((role) =>
      token(role, { role }),
    ),
  )) as [string, string, string, string, string, string];
  return {
    baseUrl: `http://127.0.0.1:${ports.portal}`,
    kafka: { brokers },
    postgres: {
      url,
      owner: urlFor(url, 'owner', keys.databaseLogins['owner'] ?? ''),
      auditor: urlFor(url, 'auditor', keys.databaseLogins['auditor'] ?? ''),
    },
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
    signing: counterSigning(keys.channels.banks),
    agencyTopics: {
      bills: 'agency.bills',
      answers: 'assessment.bills',
      keyId: keys.envelope.agency.current,
      secret: keys.envelope.agency.secrets[keys.envelope.agency.current] ?? '',
    },
    bureauTopics: {
      hrss: feedOf(keys, 'hrss'),
      medicalBureau: feedOf(keys, 'medical-bureau'),
    },
  };
};
