import type { JWK } from 'jose';
import pg from 'pg';
import { z } from 'zod';
import { LedgerTopics } from './ledgers/topic-reader';
import { openSandbox } from './open-sandbox';

// Stands in for the outside world. It shares no code with the services: a mistake in common would go
// unnoticed.
const Settings = z.object({
  SERVICE_PORT: z.coerce.number(),
  SERVICE_HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().startsWith('postgres'),
  /** Where the platform takes its channels' messages: the portal's address and `/v1`. */
  PLATFORM_URL: z.url(),
  /** By counterpart, its keys and shared secrets. */
  CHANNEL_SECRETS: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text) as Readonly<Record<string, unknown>>),
  /** Brokers and keys of the bureaus whose ledgers read topics. */
  LEDGER_TOPICS: z
    .string()
    .transform((text) => LedgerTopics.parse(JSON.parse(text)))
    .optional(),
  /** The private key behind the services' SIGN_IN_JWKS; without it nobody signs in here. */
  SIGN_IN_KEY: z
    .string()
    .transform((text) => JSON.parse(text) as JWK)
    .optional(),
  CANBAO_PROFILE: z.literal('sandbox', 'the sandbox stands in for bureaus and clock, never in production'),
});

const readSettings = (): z.output<typeof Settings> => {
  const read = Settings.safeParse(process.env);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues)
    process.stderr.write(`Setting ${path.join('.')} is missing or wrong: ${message}.
`);
  process.exit(1);
};
const settings = readSettings();

const main = async (): Promise<void> => {
  const pool = new pg.Pool({
    connectionString: settings.DATABASE_URL,
    max: 10,
    application_name: 'canbao-sandbox',
  });
  pool.on('error', () => undefined);
  const { PLATFORM_URL: platformUrl, CHANNEL_SECRETS: secrets } = settings;
  const { SIGN_IN_KEY: signInKey, LEDGER_TOPICS: topics } = settings;
  const { app, run } = await openSandbox(pool, { platformUrl, secrets }, { signInKey, topics });
  await app.listen({ port: settings.SERVICE_PORT, host: settings.SERVICE_HOST });
  const end = run();

  const stop = async (): Promise<void> => {
    await end();
    await app.close();
    await pool.end();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(0)));
};

void main().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start: ${String(error)}\n`);
  process.exit(1);
});
