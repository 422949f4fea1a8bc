import { z } from 'zod';
import { kafkaServers, KafkaSettingFault, saslMechanisms, type KafkaServers } from '@canbao/kafka';
import { EnvelopeKeys } from '../messages/envelope-keys';
import { pairFaults, pathFaults } from './pairs';
import { ownProductionFaults, productionFaults } from './production';
import { withSecretFiles, type Given } from './secret-files';

const examples: Readonly<Record<string, string>> = {
  SERVICE_PORT: '8081',
  DATABASE_URL: 'postgres://canbao_payment:secret@127.0.0.1:5432/postgres',
  MIGRATION_DATABASE_URL: 'postgres://canbao_owner:secret@127.0.0.1:5432/postgres',
  KAFKA_BROKERS: '127.0.0.1:9092',
  SIGN_IN_JWKS: '{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"2026-11","x":"…"}]}',
  SIGN_IN_JWKS_URL: 'https://issuer.example/jwks',
  CANBAO_PROFILE: 'sandbox',
  SEAL_KEY: '{"kty":"OKP","crv":"Ed25519","kid":"2026-11","x":"…","d":"…"}',
  ENVELOPE_KEYS: '{"payment":{"current":"2026-11","secrets":{"2026-11":"32 random bytes in base64url"}}}',
  PAPER_KEYS: '{"current":"2026-11","secrets":{"2026-11":"32 random bytes in base64url"}}',
  QUOTE_KEYS: '{"current":"2026-11","secrets":{"2026-11":"32 random bytes in base64url"}}',
};

/**
 * Reads settings from the environment, or from the file that `<NAME>_FILE` names. Settings that are missing,
 * wrong or, in production, of the sandbox end the process, with one sentence each that says what to do.
 */
export const readSettings = <Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> => {
  const { settings, faults } = settingsOf(shape, process.env);
  if (settings !== undefined) return settings;
  process.stderr.write(faults.map((fault) => `${fault}\n`).join(''));
  process.exit(1);
};

/** The settings of a shape in an environment, or every fault in them, one sentence each. */
export const settingsOf = <Shape extends z.ZodRawShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv,
): { readonly settings?: z.infer<z.ZodObject<Shape>>; readonly faults: readonly string[] } => {
  const { given, faults: fileFaults } = withSecretFiles(Object.keys(shape), env);
  const { success, data, error } = z.object(shape).safeParse(given);
  const faults = [
    ...fileFaults,
    ...(error?.issues ?? []).map(({ path, message }) => sentence(String(path[0]), message)),
    ...pairFaults(given),
    ...pathFaults(given),
    ...kafkaFaults(given),
    ...(given['CANBAO_PROFILE'] === 'production'
      ? [...productionFaults(given, env), ...ownProductionFaults(shape, given)]
      : []),
  ];
  return success && faults.length === 0 ? { settings: data, faults } : { faults: [...new Set(faults)] };
};

const kafkaFaults = (given: Given): string[] => {
  try {
    kafkaServers([], given);
    return [];
  } catch (error) {
    if (error instanceof KafkaSettingFault) return [error.message];
    throw error;
  }
};

const sentence = (name: string, message: string): string => {
  const example = examples[name];
  return (
    `Setting ${name} is missing or wrong (${message}). ` +
    `Set it in the environment${example === undefined ? '' : `, for example ${name}='${example}'`}.`
  );
};

/** A setting that is given as JSON. */
export const jsonSetting = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Settings that every process has, the portal too. */
export const processSettings = {
  SERVICE_HOST: z.string().default('127.0.0.1'),
  CANBAO_PROFILE: z.enum(['sandbox', 'production']),
  /**
   * Addresses or networks, with commas, whose X-Forwarded-For says who calls: of the load balancers before a
   * portal, of the portals before a service.
   */
  TRUSTED_PROXIES: z.string().min(1).optional(),
  /** Paths of PEM files: our certificate and its key, and who signs the certificates of those who call. */
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  CLIENT_CA: z.string().min(1).optional(),
  /** The clock and the stand-ins of the sandbox: never in production. */
  CLOCK_URL: z.url().optional(),
  SANDBOX_URL: z.url().optional(),
} as const;

/** Settings that every service has. */
export const commonSettings = {
  ...processSettings,
  SERVICE_PORT: z.coerce.number().int().min(1).max(65_535),
  DATABASE_URL: z.string().startsWith('postgres'),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((text) => text.split(',')),
  /** Paths of PEM files: the authority of the brokers; our own certificate and key where they ask for one. */
  KAFKA_TLS_CA: z.string().min(1).optional(),
  KAFKA_TLS_CERT: z.string().min(1).optional(),
  KAFKA_TLS_KEY: z.string().min(1).optional(),
  KAFKA_SASL_MECHANISM: z.enum(saslMechanisms).optional(),
  KAFKA_SASL_USERNAME: z.string().min(1).optional(),
  KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
  /** The secrets of this service's records, and of those of the services whose events it reads. */
  ENVELOPE_KEYS: jsonSetting(EnvelopeKeys),
  SIGN_IN_ISSUER: z.string().min(1).default('canbao-sandbox'),
  SIGN_IN_AUDIENCE: z.string().min(1).default('canbao'),
  /** The issuer's public keys (RFC 7517): a document, or where it is fetched from. */
  SIGN_IN_JWKS: jsonSetting(z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) })).optional(),
  SIGN_IN_JWKS_URL: z.url().optional(),
  /** Where the list of revoked tokens is fetched from. */
  SIGN_IN_REVOCATIONS_URL: z.url().optional(),
  /** How soon new keys and revocations hold. */
  SIGN_IN_POLL_SECONDS: z.coerce.number().int().min(1).max(120).default(30),
  /** Hours; a token that was issued for longer is refused. */
  SIGN_IN_HOURS_MAX: z.coerce.number().positive().default(12),
  /** The private key that signs seals, with its `kid`. */
  SEAL_KEY: jsonSetting(z.looseObject({ kid: z.string().min(1), d: z.string(), x: z.string() })),
  /** Where seals are also written, a JSON line each; nowhere when left out. */
  SEAL_FILE: z.string().min(1).optional(),
  /** Where the security log is also written, a JSON line each, for a SIEM; nowhere when left out. */
  SECURITY_FILE: z.string().min(1).optional(),
  SEAL_EVERY_SECONDS: z.coerce.number().int().min(1).max(60).default(60),
  /** Milliseconds that a request may wait for facts in flight from another service. */
  CATCH_UP_MS: z.coerce.number().int().min(0).max(10_000).default(2000),
  /** How many times as often as usual periodic jobs run, so that specs wait less: never in production. */
  JOB_PACE: z.coerce.number().min(1).max(100).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

/** The settings that every service has, as read from the environment. */
export type Settings = z.output<z.ZodObject<typeof commonSettings>>;

/** The brokers of a service's settings. @throws KafkaSettingFault when they do not fit each other. */
export const kafkaOf = ({ KAFKA_BROKERS, ...settings }: Settings): KafkaServers =>
  kafkaServers(KAFKA_BROKERS, settings);

/** Token of the {@link Settings}. */
export const SETTINGS = Symbol('SETTINGS');
