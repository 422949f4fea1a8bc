import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentsOf } from './environments';
import { credentialsFor, keysOf } from './keys';
import type { Ports } from './settings';

/** Where the services of docker-compose.yml listen, each in a container of its own. */
const port = 8080;
const names = ['portal', 'registration', 'assessment', 'payment', 'ledger-sync', 'sandbox'] as const;

/** Only the portal reaches the services, over the project's own network. */
const privateNetworks = '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16';

/** A value that Compose takes as it is, with `$` and `#`. @throws if it cannot be written so. */
const quoted = (value: string): string => {
  if (/['\n]/.test(value)) throw new Error('a value for Compose holds a quote or a line feed');
  return `'${value}'`;
};

/** A password in a URL; `encodeURIComponent` leaves the quote. */
const inUrl = (password: string): string => encodeURIComponent(password).replaceAll("'", '%27');

/**
 * Writes what the containers are told: a file of settings for each, for the owner alone. Keys and passwords
 * are made once and found again, so repeating it changes nothing; `password` is for the first time.
 */
export const writeSecrets = async (folder: string, password?: string): Promise<void> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = await keysOf(folder, password);
  const superuser = `postgres://canbao:${inUrl(keys.databasePassword)}@postgres:5432/canbao`;
  const ports = Object.fromEntries(
    [...names, 'postgres', 'kafka', 'controller'].map((name) => [name, port]),
  ) as unknown as Ports;
  const servers = { databaseUrl: superuser, kafka: { brokers: ['kafka:9092'] } };
  const environments = environmentsOf(keys, ports, servers, {
    rulePack: 'jinan',
    data: '/',
    urlOf: (name) => `http://${name}:${port}`,
  });
  const listens = { SERVICE_PORT: String(port), SERVICE_HOST: '0.0.0.0' };
  for (const name of names) {
    const behindPortal = ['portal', 'sandbox'].includes(name) ? {} : { TRUSTED_PROXIES: privateNetworks };
    write(folder, name, { ...environments[name], ...listens, ...behindPortal });
  }
  write(folder, 'database', {
    ADMIN_DATABASE_URL: superuser,
    DATABASE_LOGINS: JSON.stringify(keys.databaseLogins),
  });
  write(folder, 'postgres', { POSTGRES_PASSWORD: keys.databasePassword });
  const credentials = await credentialsFor(keys, ports, superuser, servers.kafka.brokers);
  replace(join(folder, 'credentials.json'), JSON.stringify(credentials, undefined, 2));
};

const write = (folder: string, name: string, environment: Readonly<Record<string, string>>): void =>
  replace(
    join(folder, `${name}.env`),
    Object.entries(environment)
      .map(([key, value]) => `${key}=${quoted(value)}\n`)
      .join(''),
  );

/** A file that exists would keep its mode. */
const replace = (file: string, text: string): void => {
  if (existsSync(`${file}.new`)) rmSync(`${file}.new`);
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};
