import { resolve } from 'node:path';
import { packNames } from '@canbao/rules';
import { isFree } from './free-ports';

/** Where everything listens: the portal and the ports after it. */
export interface Ports {
  readonly portal: number;
  readonly registration: number;
  readonly assessment: number;
  readonly payment: number;
  readonly 'ledger-sync': number;
  readonly sandbox: number;
  readonly postgres: number;
  readonly kafka: number;
  readonly controller: number;
}
export interface Settings {
  readonly data: string;
  readonly ports: Ports;
  readonly databaseUrl?: string;
  readonly brokers?: readonly string[];
  readonly rulePack: string;
  /** What the installation sets of the pack, as JSON. */
  readonly ruleConfig?: string;
  /** What decides whether a month was paid in time; the service's default when left out. */
  readonly rulingClock?: string;
  /** How each bureau is reached; the service's default when left out. */
  readonly ways: Readonly<Record<'hrss' | 'medical', string | undefined>>;
  /** How long the start may take before it gives up. */
  readonly startSeconds: number;
}

/** A fault that whoever starts the system can correct: one sentence, no stack. */
export class StartFault extends Error {}

export const readSettings = (env: NodeJS.ProcessEnv): Settings => {
  const port = Number(env['PORT'] || '8080');
  if (!Number.isInteger(port) || port < 1024 || port > 65_500)
    throw new StartFault(
      `PORT is ${env['PORT']}: set it to a number from 1024 to 65500, for example PORT=8080.`,
    );
  // An empty setting counts as left out.
  const [databaseUrl, brokers] = [env['DATABASE_URL'] || undefined, env['KAFKA_BROKERS'] || undefined];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw new StartFault(
      'DATABASE_URL must look like postgres://user:password@host:5432/database; ' +
        'correct it, or leave it out to use the embedded server.',
    );
  const rulePack = env['RULE_PACK'] ?? 'jinan';
  if (!packNames.some((name) => name === rulePack))
    throw new StartFault(`RULE_PACK is ${rulePack}: set it to one of ${packNames.join(', ')}.`);
  const startSeconds = Number(env['START_SECONDS'] || '600');
  if (!Number.isInteger(startSeconds) || startSeconds < 1)
    throw new StartFault(`START_SECONDS is ${env['START_SECONDS']}: set it to whole seconds, at least 1.`);
  return {
    startSeconds,
    data: resolve(env['CANBAO_DATA'] || '.local'),
    rulePack,
    ways: { hrss: env['HRSS_WAY'] || undefined, medical: env['MEDICAL_BUREAU_WAY'] || undefined },
    ...(env['RULE_CONFIG'] ? { ruleConfig: env['RULE_CONFIG'] } : {}),
    ports: {
      portal: port,
      registration: port + 1,
      assessment: port + 2,
      payment: port + 3,
      'ledger-sync': port + 4,
      sandbox: port + 5,
      postgres: port + 10,
      kafka: port + 11,
      controller: port + 12,
    },
    ...(env['RULING_CLOCK'] ? { rulingClock: env['RULING_CLOCK'] } : {}),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(brokers === undefined ? {} : { brokers: brokers.split(',') }),
  };
};

/** Refuses to start on a port that is in use, naming it. */
export const checkPorts = async ({ ports, databaseUrl, brokers }: Settings): Promise<void> => {
  for (const [name, port] of Object.entries(ports)) {
    if (
      (name === 'postgres' && databaseUrl !== undefined) ||
      (['kafka', 'controller'].includes(name) && brokers !== undefined)
    )
      continue;
    if (!(await isFree(port)))
      throw new StartFault(
        `Port ${port} (${name}) is in use. Stop the program that uses it, or start on another port, ` +
          `for example PORT=${ports.portal + 100} npm start.`,
      );
  }
};
