import { Envelope, topics, type Topic } from '@canbao/contracts';
import type { Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { jsonOf } from './envelope';
import { readTopic, type TopicRecord } from './read-topic';
import type { RecordMacs } from './record-macs';
import type { KafkaServers } from './servers';

/**
 * The highest position of the service's own events that Kafka holds; 0 when it holds none. Records that the
 * service has not written do not count: nobody else can keep it from starting.
 * @throws when a topic cannot be read.
 */
export const lastPublishedPosition = async (
  service: string,
  servers: KafkaServers,
  macs: Pick<RecordMacs, 'fault'>,
  log: Log,
): Promise<bigint> => {
  const kafka = kafkaClient(servers, `canbao-${service}-last-published`, log);
  const ownTopics = (Object.keys(topics) as Topic[]).filter((topic) => topics[topic] === service);
  let highest = 0n;
  const take = async (records: readonly TopicRecord[]): Promise<void> => {
    for (const record of records) {
      const position = macs.fault({ ...record, offset: String(record.offset) })
        ? 0n
        : positionOf(record.value);
      if (position > highest) highest = position;
    }
  };
  await Promise.all(ownTopics.map((topic) => readTopic(kafka, topic, take, { last: lastRecords })));
  return highest;
};

/** Of each partition, so that a few forged records at its end do not hide what lies before them. */
const lastRecords = 50;

const positionOf = (value: string): bigint => BigInt(Envelope.safeParse(jsonOf(value)).data?.position ?? 0);
