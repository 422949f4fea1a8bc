import type { Client } from 'pg';
import type { Kafka } from 'kafkajs';
import { Envelope } from '@canbao/contracts';
import { readTopic, type RecordMacs, type TopicRecord } from '@canbao/kafka';

/** The records of one topic: which event each is, and where it is stored. */
const createSeen = `
  create temporary table if not exists seen (
    partition int not null, record_offset bigint not null,
    key text not null, forged boolean not null,
    event_id uuid, stream text, version bigint, previousversion bigint, position numeric);
  truncate seen`;

const insertSeen = {
  name: 'insert-seen',
  text: `
    insert into seen
    select * from unnest(
      $1::int[], $2::bigint[], $3::text[], $4::boolean[], $5::uuid[], $6::text[],
      $7::bigint[], $8::bigint[], $9::numeric[]
    )`,
};
const batchRows = 5_000;

/** Reads a topic to its current end into the session's table `seen`, one batch in memory at a time. */
export const fillSeen = async (
  client: Client,
  kafka: Kafka,
  macs: RecordMacs,
  topic: string,
): Promise<void> => {
  await client.query(createSeen);
  await readTopic(kafka, topic, async (records) => {
    for (let from = 0; from < records.length; from += batchRows)
      await client.query({ ...insertSeen, values: columns(macs, records.slice(from, from + batchRows)) });
  });
  await client.query('create index if not exists seen_event on seen (event_id)');
  await client.query('analyze seen');
};

const columns = (macs: RecordMacs, records: readonly TopicRecord[]): unknown[][] => {
  const rows = records.map((record) => {
    const { partition, offset, key, value } = record;
    const isForged = macs.fault({ ...record, offset: String(offset) }) !== undefined;
    // What a forged record says does not count, or it could hide that the true one is missing.
    const event = isForged ? undefined : envelopeOf(value);
    return [
      partition,
      offset.toString(),
      storable(key),
      isForged,
      event?.id,
      event && storable(event.stream),
      event?.version,
      event?.previousversion,
      event?.position,
    ];
  });
  return Array.from({ length: 9 }, (_, column) => rows.map((row) => row[column] ?? null));
};

const envelopeOf = (text: string): Envelope | undefined => {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

// PostgreSQL text cannot hold a zero byte.
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}');
