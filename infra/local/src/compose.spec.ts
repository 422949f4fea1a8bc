import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';

const root = join(__dirname, '../../..');
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, { command?: string[]; environment?: Record<string, string>; depends_on?: object }>;
};

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
              properties: { condition: { enum: ['service_started', 'service_healthy'] } },
            },
          },
          healthcheck: {
            type: 'object',
            required: ['test'],
            properties: {
              test: { type: 'array', items: text },
              interval: text,
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
    for (const name of ['sandbox', 'registration', 'assessment', 'payment', 'ledger-sync', 'portal']) {
      expect(compose.services[name]?.command).toEqual([`apps/${name}/dist/main.js`]);
      expect(existsSync(join(root, 'apps', name, 'src/main.ts'))).toBe(true);
    }
  });

  it('names the same settings as the supervisor', () => {
    const supervisor = ['start.ts', 'environments.ts']
      .map((file) => readFileSync(join(__dirname, file), 'utf8'))
      .join('\n');
    const names = Object.values(compose.services)
      .filter(({ command }) => command !== undefined)
      .flatMap(({ environment = {} }) => Object.keys(environment));
    for (const name of new Set(names.filter((one) => !one.startsWith('SERVICE_'))))
      expect(supervisor).toContain(name);
  });
});
