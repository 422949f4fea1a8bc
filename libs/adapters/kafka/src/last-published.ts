import { Envelope, topics, type Topic } from '@canbao/contracts';
import type { Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { jsonOf } from './envelope';
import type { KafkaServers } from './servers';
import { readTopic, type TopicRecord } from './read-topic';

/**
 * The highest position of the service's own events that Kafka holds; 0 when it holds none.
 * @throws when a topic cannot be read.
 */
export const lastPublishedPosition = async (
  service: string,
  servers: KafkaServers,
  log: Log,
): Promise<bigint> => {
  const kafka = kafkaClient(servers, `canbao-${service}-last-published`, log);
  const ownTopics = (Object.keys(topics) as Topic[]).filter((topic) => topics[topic] === service);
  let highest = 0n;
  const take = async (records: readonly TopicRecord[]): Promise<void> => {
    for (const { value } of records) {
      const position = positionOf(value, service);
      if (position > highest) highest = position;
    }
  };
  await Promise.all(ownTopics.map((topic) => readTopic(kafka, topic, take, { last: 1 })));
  return highest;
};

/** 0 for a record that the service has not published: `npm run verify` reports those. */
const positionOf = (value: string, service: string): bigint => {
  const envelope = Envelope.safeParse(jsonOf(value)).data;
  return envelope?.source === `/canbao/${service}` ? BigInt(envelope.position) : 0n;
};
