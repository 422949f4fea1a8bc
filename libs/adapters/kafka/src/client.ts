import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { Log } from '@canbao/runtime';
import { registerCodecs } from './codecs';
import { securityOf, type KafkaServers } from './servers';

registerCodecs();

/** How often producers and consumers refresh their view of the cluster. */
export const metadataMaxAgeMs = 30_000;

/**
 * Retries within kafkajs: a leader election takes a few seconds; after half a minute the consumer starts
 * over.
 */
export const clientRetry = { retries: 10, initialRetryTime: 100, maxRetryTime: 3_000 } as const;

/** A kafkajs client whose time limits make a dead broker cost seconds, not minutes. */
export const kafkaClient = (servers: KafkaServers, clientId: string, log: Log): Kafka =>
  new Kafka({
    clientId,
    brokers: [...servers.brokers],
    ...securityOf(servers),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: clientRetry,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => write(log, entry),
  });

const write = (log: Log, { level, namespace, log: { message, ...details } }: LogEntry): void => {
  // Records may be gone that were never handled. The inbox finds the gap as soon as later ones arrive.
  const alarm = message.startsWith('Offset out of range') ? { alarm: 'offset-out-of-range' } : {};
  const fields = { kafka: namespace, ...details, ...alarm };
  if (level === logLevel.ERROR) log.error(fields, message);
  else log.warn(fields, message);
};
