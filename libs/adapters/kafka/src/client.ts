import type { Log } from '@canbao/runtime';
import { Kafka, logLevel, type LogEntry } from 'kafkajs';

/**
 * A kafkajs client with the time limits of reliability §2c: a broker that dies costs seconds, not minutes.
 * `metadataMaxAge` is set where producers and consumers are made.
 */
export const kafkaClient = (brokers: readonly string[], clientId: string, log: Log): Kafka =>
  new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 3_000 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => write(log, entry),
  });

export const metadataMaxAgeMs = 30_000;

const write = (log: Log, { level, namespace, log: { message, ...fields } }: LogEntry): void => {
  // Records that were not yet handled may be gone; the order of the inbox tells, once later ones come.
  const of = {
    kafka: namespace,
    ...fields,
    ...(message.startsWith('Offset out of range') ? { alarm: 'offset-out-of-range' } : {}),
  };
  if (level === logLevel.ERROR) log.error(of, message);
  else log.warn(of, message);
};
