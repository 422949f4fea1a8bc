import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTopics } from '@canbao/kafka';
import { environmentsOf } from '@canbao/infra-local/environments';
import { freePorts } from '@canbao/infra-local/free-ports';
import { startKafka } from '@canbao/infra-local/kafka';
import { credentialsFor, keysOf, type Credentials } from '@canbao/infra-local/keys';
import { prepareDatabase } from '@canbao/infra-local/prepare-database';
import type { Ports } from '@canbao/infra-local/settings';
import { service as serviceProgram, Supervised } from '@canbao/infra-local/supervise';
import { LoadGenerator } from './load-generator';
import { silent, withPostgres } from './servers';

/**
 * The payment service as `npm start` runs it, with PostgreSQL, the broker it publishes to and the sandbox's
 * clock, but without the services that would use the same two cores for what follows a payment. `sketch`
 * starts the peer.
 */
export const withPaymentService = <T>(
  profile: string | undefined,
  work: (
    url: string,
    generator: LoadGenerator,
    sketch: () => Promise<number>,
    own: { readonly port: number; readonly tokens: Credentials['tokens'] },
  ) => Promise<T>,
): Promise<T> =>
  withPostgres(async (url, data) => {
    const [portal, registration, assessment, payment, ledgerSync, sandbox, postgres, kafkaPort, controller] =
      (await freePorts(9)) as [number, number, number, number, number, number, number, number, number];
    const ports: Ports = {
      portal,
      registration,
      assessment,
      payment,
      'ledger-sync': ledgerSync,
      sandbox,
      postgres,
      kafka: kafkaPort,
      controller,
    };
    const keys = await keysOf(data);
    const stops: (() => Promise<void>)[] = [];
    try {
      const kafka = await startKafka(data, kafkaPort, controller);
      stops.push(kafka.stop);
      await createTopics(kafka, { profile: 'sandbox', log: silent });
      await prepareDatabase(url, keys.databaseLogins);
      const env = environmentsOf(keys, ports, { databaseUrl: url, kafka }, { rulePack: 'jinan', data });
      if (profile !== undefined) mkdirSync(profile, { recursive: true });
      for (const name of ['sandbox', 'payment'] as const) {
        const profiled =
          name === 'payment' && profile !== undefined
            ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(profile)}` }
            : {};
        const service = new Supervised(
          serviceProgram(name, ports[name], { ...env[name], LOG_LEVEL: 'warn', ...profiled }, data),
        );
        stops.push(() => service.stop());
        service.start();
        await service.ready();
      }
      const { tokens } = await credentialsFor(keys, ports, url, kafka.brokers);
      const generator = LoadGenerator.start(data, tokens.banks['ccb'] ?? '', payment);
      stops.push(() => generator.stop());
      const sketch = async (): Promise<number> => {
        const [port] = (await freePorts(1)) as [number];
        const peer = fork(join(__dirname, 'sketch.js'), {
          env: {
            PATH: process.env['PATH'],
            NODE_ENV: 'production',
            DATABASE_URL: url,
            PORT: String(port),
            QUOTE_SECRET: keys.quote.secrets[keys.quote.current],
          },
        });
        const ended = new Promise<void>((resolve) => {
          peer.once('exit', () => resolve());
        });
        stops.push(() => {
          if (peer.connected) peer.disconnect();
          return ended;
        });
        await Promise.race([
          new Promise((resolve) => {
            peer.once('message', resolve);
          }),
          ended.then(() => {
            throw new Error('the sketch did not start');
          }),
        ]);
        return port;
      };
      return await work(url, generator, sketch, { port: payment, tokens });
    } finally {
      for (const stop of stops.toReversed()) await stop();
    }
  });
