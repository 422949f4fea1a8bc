import type { Keys } from './keys';
import type { Ports } from './settings';

export interface Servers {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
}

/** The settings of every process. */
export const environmentsOf = (
  keys: Keys,
  ports: Ports,
  { databaseUrl, brokers }: Servers,
  rulePack: string,
): Readonly<Record<string, Record<string, string>>> => {
  const url = (name: keyof Ports): string => `http://127.0.0.1:${ports[name]}`;
  const common = {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers.join(','),
    CANBAO_PROFILE: 'sandbox',
    CLOCK_URL: `${url('sandbox')}/sandbox/clock`,
    SIGN_IN_PUBLIC_JWK: JSON.stringify(keys.signIn.public),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  };
  return {
    sandbox: { DATABASE_URL: databaseUrl, CANBAO_PROFILE: 'sandbox' },
    registration: { ...common, IDENTITY_KEYS: JSON.stringify(keys.identity) },
    assessment: { ...common, QUOTE_KEYS: JSON.stringify(keys.quote), RULE_PACK: rulePack },
    payment: { ...common, QUOTE_KEYS: JSON.stringify(keys.quote) },
    'ledger-sync': {
      ...common,
      HRSS_URL: `${url('sandbox')}/bureaus/hrss`,
      MEDICAL_BUREAU_URL: `${url('sandbox')}/bureaus/medical`,
    },
    portal: {
      PORT: String(ports.portal),
      REGISTRATION_URL: url('registration'),
      ASSESSMENT_URL: url('assessment'),
      PAYMENT_URL: url('payment'),
      LEDGER_SYNC_URL: url('ledger-sync'),
      SANDBOX_URL: url('sandbox'),
    },
  };
};
