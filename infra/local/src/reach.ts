import { accessSync, constants, mkdirSync } from 'node:fs';
import { kafkaClient, type KafkaServers } from '@canbao/kafka';
import pg from 'pg';
import { StartFault } from './settings';

const patienceMs = 5000;
const why = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return message !== undefined && message !== '' ? message : (code ?? String(error));
};

/** Creates the data folder, or says why that is impossible. */
export const reachFolder = (data: string): void => {
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartFault(
      `The data folder ${data} cannot be used (${why(error)}). ` +
        'Set CANBAO_DATA to a folder that you may write to.',
    );
  }
};

/**
 * Connects to an existing server once, so that a wrong address or password is reported before anything
 * starts. The password is not shown.
 */
export const reachDatabase = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patienceMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new StartFault(
      `The PostgreSQL of DATABASE_URL, ${url.replace(/\/\/[^@/]*@/, '//')}, cannot be used: ${why(error)}. ` +
        'Start it or correct DATABASE_URL, or leave it out to use the embedded server.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Connects to existing brokers once, for the same reason. */
export const reachBrokers = async (servers: KafkaServers): Promise<void> => {
  await callBrokers(servers).catch((error: unknown) => {
    throw new StartFault(
      `The Kafka of KAFKA_BROKERS, ${servers.brokers.join(',')}, cannot be used: ${why(error)}. ` +
        'Start it or correct KAFKA_BROKERS, KAFKA_TLS_… and KAFKA_SASL_…, or leave them out ' +
        'to use the embedded broker.',
    );
  });
};

/** Whether these brokers let a client in. */
export const reaches = (servers: KafkaServers): Promise<boolean> =>
  callBrokers(servers).then(
    () => true,
    () => false,
  );

const callBrokers = async (servers: KafkaServers): Promise<void> => {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const admin = kafkaClient(servers, 'canbao-reach', quiet).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
