import { z } from 'zod';

const examples: Readonly<Record<string, string>> = {
  SERVICE_PORT: '8081',
  DATABASE_URL: 'postgres://postgres:secret@127.0.0.1:5432/canbao',
  KAFKA_BROKERS: '127.0.0.1:9092',
  SIGN_IN_PUBLIC_JWK: '{"kty":"OKP","crv":"Ed25519","x":"…"}',
  CANBAO_PROFILE: 'sandbox',
};

/**
 * Reads settings from the environment. A missing or bad one stops the start with one sentence that says what
 * to do.
 */
export const readSettings = <Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> => {
  const read = z.object(shape).safeParse(process.env);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const key = issue.path.join('.');
    process.stderr.write(
      `Setting ${key} is missing or wrong (${issue.message}). Set it in the environment${examples[key] === undefined ? '' : `, for example ${key}='${examples[key]}'`}.\n`,
    );
  }
  process.exit(1);
};

/** Settings that every service has. */
export const commonSettings = {
  SERVICE_PORT: z.coerce.number().int().min(1).max(65_535),
  SERVICE_HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().startsWith('postgres'),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((text) => text.split(',')),
  CANBAO_PROFILE: z.enum(['sandbox', 'production']),
  CLOCK_URL: z.url().optional(),
  SIGN_IN_PUBLIC_JWK: z.string().startsWith('{'),
  CATCH_UP_MS: z.coerce.number().int().min(0).max(10_000).default(2000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

export type Settings = z.output<z.ZodObject<typeof commonSettings>>;
