import type { Client } from 'pg';

export type Kind =
  | 'missing'
  | 'forged'
  | 'foreign'
  | 'unreadable'
  | 'differs'
  | 'wrong-key'
  | 'wrong-previousversion'
  | 'out-of-order';

export interface Finding {
  readonly kind: Kind;
  readonly stream: string | null;
  readonly version: string | null;
  readonly position: string | null;
  /** Partition and offset of the record. */
  readonly at: string | null;
}

export interface Comparison {
  readonly topic: string;
  readonly records: number;
  readonly events: number;
  /** Events of the table that should be in the topic. */
  readonly stored: number;
  readonly cursor: string;
  /** Streams that are out of order at first and in order later, as after a repair. */
  readonly repaired: number;
  readonly count: number;
  readonly first: readonly Finding[];
  /** The position of the first event that is missing. */
  readonly firstMissing: string | undefined;
}

/**
 * Compares `seen` with the event table: the topic must hold every event up to the cursor, and nothing that
 * was never stored.
 */
export const compare = async (client: Client, topic: string, cursor: string): Promise<Comparison> => {
  await client.query(createTables);
  await client.query({ text: insertOwn, values: [topic] });
  await client.query('analyze own');
  await client.query({ text: insertFindings, values: [cursor] });
  const {
    rows: [totals],
  } = await client.query<
    Pick<Comparison, 'records' | 'events' | 'stored' | 'repaired' | 'count'> & { firstMissing: string | null }
  >({ text: totalsSql, values: [cursor] });
  const { rows: first } = await client.query<Finding>(firstFindings);
  const { firstMissing, ...counts } = totals as NonNullable<typeof totals>;
  return { topic, cursor, ...counts, first, firstMissing: firstMissing ?? undefined };
};

const createTables = `
  create temporary table if not exists own (
    event_id uuid, stream text, version bigint, subject text, position bigint,
    previous_id uuid, previousversion bigint, first_offset bigint, last_offset bigint
  );
  create temporary table if not exists findings (
    kind text, stream text, version bigint, position numeric, place text
  );
  truncate own, findings`;

/** A UUID of version 8 from the first 16 bytes of the hash, as `eventIdOf` makes it. */
const eventId = `encode(
  set_byte(
    set_byte(substr(hash, 1, 16), 6, get_byte(hash, 6) & 15 | 128),
    8, get_byte(hash, 8) & 63 | 128
  ), 'hex')::uuid`;

/**
 * The events of the topic as the table has them, with the offsets of their first and last record in the
 * partition of their key: offsets of different partitions say nothing about order.
 */
const insertOwn = `
  insert into own
  select event_id, stream, version, person, position,
    lag(event_id) over of_stream, coalesce(lag(version) over of_stream, 0), first_offset, last_offset
  from events
  cross join lateral (
    select ${eventId} as event_id, coalesce(subject, data->>'personId') as person
  ) derived
  left join (
    select event_id, key as person, min(record_offset) as first_offset, max(record_offset) as last_offset
    from seen where not forged group by event_id, key
  ) places using (event_id, person)
  where topic = $1
  window of_stream as (partition by stream order by version)`;

/**
 * The order of first occurrences counts. Where it is inverted but every event occurs again after its
 * predecessor, the order has been repaired: a consumer that stops at the gap continues when it reads on.
 */
const insertFindings = `
  insert into findings
  select 'missing', stream, version, position, null
    from own where first_offset is null and position <= $1
  union all
  select case when forged then 'forged' when seen.event_id is null then 'unreadable' else 'foreign' end,
      seen.stream, seen.version, null, seen.partition || '/' || record_offset
    from seen left join own using (event_id) where own.event_id is null
  union all
  select fault.kind, own.stream, own.version, own.position, seen.partition || '/' || record_offset
    from seen join own using (event_id)
    cross join lateral (values
      ('differs', seen.stream <> own.stream or seen.version <> own.version or seen.position <> own.position),
      ('wrong-key', seen.key <> own.subject),
      ('wrong-previousversion', seen.previousversion <> own.previousversion)
    ) fault(kind, found)
    where fault.found
  union all
  select 'out-of-order', own.stream, own.version, own.position, null
    from own join own before on before.event_id = own.previous_id
    where own.last_offset < before.first_offset`;

const totalsSql = `
  select
    (select count(*)::int from seen) as records,
    (select count(distinct event_id)::int from seen) as events,
    (select count(*)::int from own where position <= $1) as stored,
    (select count(distinct own.stream)::int
      from own join own before on before.event_id = own.previous_id
      where own.first_offset < before.first_offset and own.last_offset > before.first_offset) as repaired,
    (select count(*)::int from findings) as count,
    (select min(position)::text from findings where kind = 'missing') as "firstMissing"`;

const firstFindings = `
  select kind, stream, version::text, position::text, place as at
  from findings order by findings.position nulls last, place limit 10`;
