import { z } from 'zod';
import { kafkaServers, saslMechanisms, type KafkaServers } from '@canbao/kafka';

const examples: Readonly<Record<string, string>> = {
  SERVICE_PORT: '8081',
  DATABASE_URL: 'postgres://postgres:secret@127.0.0.1:5432/canbao',
  KAFKA_BROKERS: '127.0.0.1:9092',
  SIGN_IN_PUBLIC_JWK: '{"kty":"OKP","crv":"Ed25519","x":"…"}',
  CANBAO_PROFILE: 'sandbox',
  SEAL_KEY: '{"kty":"OKP","crv":"Ed25519","kid":"1","x":"…","d":"…"}',
  QUOTE_KEYS: '{"current":"1","secrets":{"1":"32 random bytes in base64url"}}',
};

/**
 * Reads settings from the environment. A setting that is missing or wrong ends the process with one sentence
 * that says how to set it.
 */
export const readSettings = <Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> => {
  const settings = z.object(shape).safeParse(process.env);
  if (settings.success) return settings.data;
  for (const { path, message } of settings.error.issues) {
    const key = path.join('.');
    const example = examples[key];
    process.stderr.write(
      `Setting ${key} is missing or wrong (${message}). ` +
        `Set it in the environment${example === undefined ? '' : `, for example ${key}='${example}'`}.\n`,
    );
  }
  process.exit(1);
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

/** Settings that every service has. */
export const commonSettings = {
  SERVICE_PORT: z.coerce.number().int().min(1).max(65_535),
  SERVICE_HOST: z.string().default('127.0.0.1'),
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
  CANBAO_PROFILE: z.enum(['sandbox', 'production']),
  CLOCK_URL: z.url().optional(),
  SIGN_IN_PUBLIC_JWK: z.string().startsWith('{'),
  /** The private key that signs seals, with its `kid`. */
  SEAL_KEY: jsonSetting(z.looseObject({ kid: z.string().min(1), d: z.string(), x: z.string() })),
  /** Where seals are also written, a JSON line each; nowhere when left out. */
  SEAL_FILE: z.string().min(1).optional(),
  SEAL_EVERY_SECONDS: z.coerce.number().int().min(1).max(60).default(60),
  /** Milliseconds that a request may wait for facts in flight from another service. */
  CATCH_UP_MS: z.coerce.number().int().min(0).max(10_000).default(2000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

/** The settings that every service has, as read from the environment. */
export type Settings = z.output<z.ZodObject<typeof commonSettings>>;

/** The brokers of a service's settings. @throws KafkaSettingFault when they do not fit each other. */
export const kafkaOf = ({ KAFKA_BROKERS, ...settings }: Settings): KafkaServers =>
  kafkaServers(KAFKA_BROKERS, settings);

/** Token of the {@link Settings}. */
export const SETTINGS = Symbol('SETTINGS');
