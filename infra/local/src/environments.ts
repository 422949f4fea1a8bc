import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publishersFor, type ServiceName } from '@canbao/contracts';
import { kafkaSettings, type KafkaServers } from '@canbao/kafka';
import { urlFor } from '@canbao/postgres';
import { alipaySetting } from './alipay-keys';
import { billsSetting } from './bill-keys';
import { batchDebitSetting } from './batch-debit-keys';
import { bankKeysSetting, counterpartSecrets } from './channel-keys';
import { demonstrationYears, revokedFile, type Keys } from './keys';
import { sealsFolder } from './seals';
import type { Ports, Settings } from './settings';
import { weChatSetting } from './wechat-keys';

export interface Servers {
  /** With the user who made the logins; each process gets its own in place of it. */
  readonly databaseUrl: string;
  readonly kafka: KafkaServers;
}

/** How processes reach each other where they do not share a machine. */
interface Elsewhere {
  readonly urlOf?: (name: keyof Ports) => string;
}

/** The settings of every process. */
export const environmentsOf = (
  keys: Keys,
  ports: Ports,
  { databaseUrl, kafka }: Servers,
  {
    rulePack,
    ruleConfig,
    rulingClock,
    data,
    ways,
    urlOf,
  }: Pick<Settings, 'rulePack' | 'ruleConfig' | 'rulingClock' | 'data'> &
    Partial<Pick<Settings, 'ways'>> &
    Elsewhere,
): Readonly<Record<string, Record<string, string>>> => {
  const url = urlOf ?? ((name: keyof Ports): string => `http://127.0.0.1:${ports[name]}`);
  const database = (name: keyof Ports): { readonly DATABASE_URL: string } => ({
    DATABASE_URL: urlFor(databaseUrl, name, keys.databaseLogins[name] ?? ''),
  });
  const common = {
    KAFKA_BROKERS: kafka.brokers.join(','),
    // A broker of your own may ask for TLS and a login; the embedded one does not.
    ...(kafka.tls === undefined && kafka.sasl === undefined ? {} : kafkaSettings(process.env)),
    CANBAO_PROFILE: 'sandbox',
    TRUSTED_PROXIES: '127.0.0.1',
    CLOCK_URL: `${url('sandbox')}/sandbox/clock`,
    SIGN_IN_JWKS: JSON.stringify({ keys: [keys.signIn.public] }),
    // The tokens in credentials.json are for as long as somebody tries the system out.
    SIGN_IN_HOURS_MAX: String(demonstrationYears * 366 * 24),
    // Where the processes have a folder of their own there is no list.
    ...(existsSync(revokedFile(data))
      ? { SIGN_IN_REVOCATIONS_URL: pathToFileURL(revokedFile(data)).href }
      : {}),
    SEAL_KEY: JSON.stringify(keys.seal),
    ...(process.env['SEAL_EVERY_SECONDS'] === undefined
      ? {}
      : { SEAL_EVERY_SECONDS: process.env['SEAL_EVERY_SECONDS'] }),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  };
  const sealed = (name: ServiceName) => ({
    ...common,
    ...database(name),
    ENVELOPE_KEYS: JSON.stringify(
      Object.fromEntries(publishersFor(name).map((publisher) => [publisher, keys.envelope[publisher]])),
    ),
    SECURITY_FILE: join(data, 'security', `${name}.jsonl`),
    SEAL_FILE: join(sealsFolder(data), `${name}.jsonl`),
  });
  const signed = {
    QUOTE_KEYS: JSON.stringify(keys.quote),
    BANK_KEYS: bankKeysSetting(keys.channels.banks),
  };
  const rules = {
    RULE_PACK: rulePack,
    ...(ruleConfig === undefined ? {} : { RULE_CONFIG: ruleConfig }),
  };
  const platform = `${url('portal')}/v1`;
  return {
    sandbox: {
      ...database('sandbox'),
      PLATFORM_URL: platform,
      SIGN_IN_KEY: JSON.stringify(keys.signIn.private),
      CHANNEL_SECRETS: JSON.stringify(counterpartSecrets(keys.channels)),
      LEDGER_TOPICS: JSON.stringify({ brokers: kafka.brokers, bureaus: readingBureaus(keys, ways) }),
      CANBAO_PROFILE: 'sandbox',
    },
    registration: {
      ...sealed('registration'),
      IDENTITY_KEYS: JSON.stringify(keys.identity),
      PAPER_KEYS: JSON.stringify(keys.paper),
    },
    assessment: {
      ...sealed('assessment'),
      ...signed,
      PAPER_KEYS: JSON.stringify(keys.paper),
      ...rules,
      ...(rulingClock === undefined ? {} : { RULING_CLOCK: rulingClock }),
    },
    payment: {
      ...sealed('payment'),
      ...signed,
      ...rules,
      PAPER_KEYS: JSON.stringify(keys.paper),
      WECHAT_PAY: weChatSetting(keys.channels.wechat, {
        host: `${url('sandbox')}/channels/wechat`,
        notifyUrl: `${platform}/channel-notifications/wechat`,
      }),
      BATCH_DEBIT: batchDebitSetting(keys.channels.batchDebit, `${url('sandbox')}/channels/batch-debit/`),
      ALIPAY: alipaySetting(keys.channels.alipay, {
        gateway: `${url('sandbox')}/channels/alipay/gateway.do`,
        notifyUrl: `${platform}/channel-notifications/alipay`,
      }),
      TREASURY: JSON.stringify({
        url: `${url('sandbox')}/channels/treasury/messages`,
        node: '370100000001',
      }),
      WECHAT_BILLS: billsSetting(keys.channels.weChatBills),
      NOTICE_KEY: keys.channels.notices,
    },
    'ledger-sync': {
      ...sealed('ledger-sync'),
      HRSS_URL: `${url('sandbox')}/bureaus/hrss`,
      MEDICAL_BUREAU_URL: `${url('sandbox')}/bureaus/medical`,
      ...(ways?.hrss === undefined ? {} : { HRSS_WAY: ways.hrss }),
      ...(ways?.medical === undefined ? {} : { MEDICAL_BUREAU_WAY: ways.medical }),
    },
    portal: {
      CANBAO_PROFILE: 'sandbox',
      PORT: String(ports.portal),
      REGISTRATION_URL: url('registration'),
      ASSESSMENT_URL: url('assessment'),
      PAYMENT_URL: url('payment'),
      LEDGER_SYNC_URL: url('ledger-sync'),
      SANDBOX_URL: url('sandbox'),
      SCREENS_STATE: join(data, 'screens.json'),
    },
  };
};

/** With what the sandbox's bureaus sign their answers, of those that read topics. */
const readingBureaus = ({ envelope }: Keys, ways: Settings['ways'] | undefined): object =>
  Object.fromEntries(
    (['hrss', 'medical'] as const)
      .filter((bureau) => ways?.[bureau] === 'topic')
      .map((bureau) => {
        const { current: keyId, secrets } = envelope[bureau === 'hrss' ? 'hrss' : 'medical-bureau'];
        return [bureau, { keyId, secret: secrets[keyId] ?? '' }];
      }),
  );
