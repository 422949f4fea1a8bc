import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import pg from 'pg';
import { parse } from 'yaml';
import { containers, settingsIn } from '@canbao/test-servers/compose-file';
import { writeSecrets } from './docker-secrets';

const root = join(__dirname, '../../..');
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });

const all = containers();
const processes = ['sandbox', 'registration', 'assessment', 'payment', 'ledger-sync', 'portal'];

/** The part of the compose specification that we use. */
const text = { type: 'string' };
const schema = {
  type: 'object',
  required: ['services'],
  additionalProperties: false,
  patternProperties: { '^x-': {} },
  properties: {
    volumes: { type: 'object' },
    services: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        anyOf: [{ required: ['image'] }, { required: ['build'] }],
        properties: {
          image: text,
          restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
          command: { type: 'array', items: text },
          ports: { type: 'array', items: text },
          volumes: { type: 'array', items: text },
          env_file: { type: 'array', items: text },
          read_only: { type: 'boolean' },
          tmpfs: { type: 'array', items: text },
          cap_drop: { type: 'array', items: text },
          security_opt: { type: 'array', items: text },
          stop_grace_period: text,
          shm_size: text,
          build: {
            type: 'object',
            required: ['context'],
            additionalProperties: false,
            properties: { context: text, dockerfile: text },
          },
          environment: { type: 'object', additionalProperties: text },
          depends_on: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              required: ['condition'],
              properties: {
                condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
              },
            },
          },
          healthcheck: {
            type: 'object',
            required: ['test'],
            properties: {
              test: { type: 'array', items: text },
              interval: text,
              timeout: text,
              start_period: text,
              retries: { type: 'integer' },
            },
          },
        },
      },
    },
  },
};

describe('docker-compose.yml', () => {
  it('is valid', () => {
    const ajv = new Ajv({ allErrors: true });
    expect(ajv.validate(schema, compose) ? [] : ajv.errors).toEqual([]);
  });

  it('has every process that npm start runs, with an entry point that the build makes', () => {
    for (const name of processes) {
      expect(all[name]?.command).toEqual([`apps/${name}/dist/main.js`]);
      expect(existsSync(join(root, 'apps', name, 'src/main.ts'))).toBe(true);
    }
  });

  it('keeps what the servers store in volumes, in the folders where their images store it', () => {
    expect(all['postgres']?.volumes).toEqual(['postgres:/var/lib/postgresql']);
    const [volume = ''] = all['kafka']?.volumes ?? [];
    expect(all['kafka']?.environment?.['KAFKA_LOG_DIRS']).toMatch(new RegExp(`^${volume.split(':')[1]}/`));
  });

  it('takes images of one version, and tells when each container is ready', () => {
    for (const { image } of Object.values(all)) expect(image ?? 'own:1.0').toMatch(/:\d+\.\d+/);
    expect(readFileSync(join(root, 'infra/Dockerfile'), 'utf8')).toMatch(/^FROM node:\d+\.\d+\.\d+-slim$/m);
    // The one that ends is ready when it has ended.
    for (const [name, one] of Object.entries(all))
      if (name !== 'database') expect(one.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it('lets a process write to its volumes only, as a user without rights', () => {
    for (const name of processes) expect(all[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(readFileSync(join(root, 'infra/Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
  });
});

describe('the secrets of the containers', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'secrets-')), 'docker');
  const password = 'p@ss:w/o#rd%$HOME 1';
  const file = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const files = (): string[] => readdirSync(folder).toSorted();
  beforeAll(() => writeSecrets(folder, password));
  afterAll(() => rmSync(dirname(folder), { recursive: true }));

  it('are there for every container that names a file, and only for the owner', () => {
    const named = Object.values(all).flatMap(({ env_file = [] }) => env_file);
    expect(named.length).toBeGreaterThan(6);
    for (const name of named) expect(files()).toContain(name.replace('.docker/', ''));
    for (const name of files()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('are never made anew: repeating the command changes nothing', async () => {
    const before = files()
      .filter((name) => name !== 'credentials.json')
      .map((name) => [name, file(name)]);
    await writeSecrets(folder, 'another');
    expect(before).toEqual(before.map(([name = '']) => [name, file(name)]));
  });

  it('give the step that makes the logins the password of PostgreSQL, whatever is in it, and nobody else', () => {
    const { ADMIN_DATABASE_URL = '', DATABASE_LOGINS = '' } = settingsIn(file('database.env'));
    expect(settingsIn(file('postgres.env'))['POSTGRES_PASSWORD']).toBe(password);
    const database = { host: 'postgres', database: 'canbao' };
    expect(new pg.Client({ connectionString: ADMIN_DATABASE_URL })).toMatchObject({ ...database, password });
    const { DATABASE_URL = '' } = settingsIn(file('payment.env'));
    expect(new pg.Client({ connectionString: DATABASE_URL })).toMatchObject({
      ...database,
      user: 'canbao_canbao_payment',
      password: JSON.parse(DATABASE_LOGINS).payment,
    });
  });

  it('are the settings that npm start gives, but for the names of hosts', () => {
    const { REGISTRATION_URL, SANDBOX_URL } = settingsIn(file('portal.env'));
    expect([REGISTRATION_URL, SANDBOX_URL]).toEqual(['http://registration:8080', 'http://sandbox:8080']);
    const payment = settingsIn(file('payment.env'));
    expect(payment).toMatchObject({
      KAFKA_BROKERS: 'kafka:9092',
      CLOCK_URL: 'http://sandbox:8080/sandbox/clock',
      SEAL_FILE: '/seals/payment.jsonl',
      SERVICE_HOST: '0.0.0.0',
    });
    expect(JSON.parse(payment['SEAL_KEY'] ?? '')).toHaveProperty('kid');
  });
});
