import { readFileSync } from 'node:fs';
import type { SASLOptions } from 'kafkajs';

/** How to reach the brokers, what to trust there, and who we are to them. */
export interface KafkaServers {
  /** `host:port`; one that answers is enough. */
  readonly brokers: readonly string[];
  /** PEM texts. Without it the connection is plain text. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: KafkaLogin;
}

/** A name and a password, and how the password is shown. */
export interface KafkaLogin {
  readonly mechanism: (typeof saslMechanisms)[number];
  readonly username: string;
  readonly password: string;
}

/** How a client may sign in to the brokers; with the first two the password never leaves it. */
export const saslMechanisms = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;

const names = [
  'KAFKA_TLS_CA',
  'KAFKA_TLS_CERT',
  'KAFKA_TLS_KEY',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
] as const;

/**
 * The settings of a secured connection, as the environment has them. `KAFKA_TLS_…` are paths of PEM files:
 * the authority that signed the brokers' certificates, and our own certificate and key where brokers ask for
 * one.
 */
export type KafkaSettings = { readonly [name in (typeof names)[number]]?: string | undefined };

/** Settings of Kafka that do not fit each other; the message is one sentence. */
export class KafkaSettingFault extends Error {}

/** The servers that the settings describe. @throws KafkaSettingFault when half of a pair is missing. */
export const kafkaServers = (brokers: readonly string[], settings: KafkaSettings = {}): KafkaServers => {
  const [ca, cert, key, mechanism, username, password] = names.map((name) => settings[name] || undefined);
  if ((cert ?? key) !== undefined && (ca === undefined || cert === undefined || key === undefined))
    throw new KafkaSettingFault('KAFKA_TLS_CERT and KAFKA_TLS_KEY go together, and with KAFKA_TLS_CA.');
  const tls = ca === undefined ? {} : { tls: pemTexts(ca, cert, key) };
  const login = [mechanism, username, password];
  if (login.every((part) => part === undefined)) return { brokers, ...tls };
  if (!isMechanism(mechanism) || username === undefined || password === undefined)
    throw new KafkaSettingFault(
      'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together; ' +
        `the mechanism is ${saslMechanisms.join(', ')}.`,
    );
  if (ca === undefined && mechanism === 'plain')
    throw new KafkaSettingFault(
      'KAFKA_SASL_MECHANISM=plain would show the password to the network: set KAFKA_TLS_CA, or use SCRAM.',
    );
  return { brokers, ...tls, sasl: { mechanism, username, password } };
};

/** Those of the settings that are set, to be handed to another process. */
export const kafkaSettings = (settings: KafkaSettings): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (settings[name] ? [[name, settings[name]] as const] : [])));

const isMechanism = (text: string | undefined): text is KafkaLogin['mechanism'] =>
  saslMechanisms.some((mechanism) => mechanism === text);

const pemTexts = (ca: string, cert?: string, key?: string): NonNullable<KafkaServers['tls']> => ({
  ca: pem('KAFKA_TLS_CA', ca),
  ...(cert === undefined ? {} : { cert: pem('KAFKA_TLS_CERT', cert) }),
  ...(key === undefined ? {} : { key: pem('KAFKA_TLS_KEY', key) }),
});

const pem = (name: string, path: string): string => {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes('-----BEGIN ')) return text;
  } catch (error) {
    throw new KafkaSettingFault(`${name} names ${path}, which cannot be read (${String(error)}).`);
  }
  throw new KafkaSettingFault(`${name} names ${path}, which holds no PEM text.`);
};

/** What kafkajs is told about TLS and the login. */
export const securityOf = ({ tls, sasl }: KafkaServers): { ssl?: object; sasl?: SASLOptions } => ({
  ...(tls === undefined ? {} : { ssl: { ...tls, minVersion: 'TLSv1.2' } }),
  ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
});
