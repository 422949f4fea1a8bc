import { Envelope, topics, type Topic } from '@canbao/contracts';
import { kafkaClient } from './client';
import type { EventDatabase } from './database';
import { jsonOf } from './envelope';
import type { Log } from './log';
import { readTopic, type TopicRecord } from './read-topic';

/** Kafka holds events of this service that its table no longer has: the database was set back, and whatever is stored now takes their place. */
export class SetBack extends Error {}

/**
 * Looks whether what was published last is in the table. Positions are drawn in commit order and published after the
 * commit, so the table is never behind unless it was set back (reliability §5, fault 26).
 * @throws SetBack when it is; an operator decides what becomes of the rest (`docs/runbooks/database-restored.md`).
 */
export const refuseSetBack = async (db: EventDatabase, brokers: readonly string[], log: Log): Promise<void> => {
  const kafka = kafkaClient(brokers, `canbao-${db.service}-look`, log);
  const own = (Object.keys(topics) as Topic[]).filter((topic) => topics[topic] === db.service);
  let published = 0n;
  const take = async (records: readonly TopicRecord[]): Promise<void> => {
    for (const { value } of records) {
      const position = positionOf(value, db.service);
      if (position > published) published = position;
    }
  };
  await Promise.all(own.map((topic) => readTopic(kafka, topic, take, { last: 1 })));
  const { rows: [row] } = await db.pool.query<{ stored: string }>('select coalesce(max(position), 0)::text as stored from events');
  const stored = BigInt(row?.stored ?? '0');
  if (published > stored) throw new SetBack(`Kafka holds events of ${db.service} up to position ${published}, the database only up to ${stored}: it was set back. docs/runbooks/database-restored.md says what to do.`);
};

/** Nothing of ours says nothing: the verifier tells of records that others wrote. */
const positionOf = (value: string, service: string): bigint => {
  const envelope = Envelope.safeParse(jsonOf(value)).data;
  return envelope?.source === `/canbao/${service}` ? BigInt(envelope.position) : 0n;
};
