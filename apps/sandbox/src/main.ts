import pg from 'pg';
import { z } from 'zod';
import { sandboxApp } from './app';
import { Books } from './books';
import { all } from './channels/all';
import { ChannelFaults } from './channels/faults';
import { SettableClock } from './clock';
import { FaultMenu } from './faults';
import { schema } from './schema';

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
  await pool.query(schema);
  for (const counterpart of all) await pool.query(counterpart.schema);
  const [books, clock, faults] = [new Books(pool), new SettableClock(pool), new FaultMenu()];
  await clock.restore();

  const world = {
    pool,
    clock,
    faults: new ChannelFaults(),
    platformUrl: settings.PLATFORM_URL,
    secrets: settings.CHANNEL_SECRETS,
  };
  const app = sandboxApp({ books, clock, faults, world, ready: () => pool.query('select 1') });
  await app.listen({ port: settings.SERVICE_PORT, host: settings.SERVICE_HOST });
  const ends = all.map(({ run }) => run?.(world));

  const stop = async (): Promise<void> => {
    await Promise.all(ends.map((end) => end?.()));
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
