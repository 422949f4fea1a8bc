import pg from 'pg';
import { contractEvents } from '@canbao/contracts';
import { differencesFromChannels, paidOf } from './channel-check';
import type { Cluster } from './cluster';
import type { History } from './history';
import type { Stack } from './stack';
import {
  bookFaults,
  chainFaults,
  collectionFaults,
  topicFaults,
  type Booked,
  type Published,
  type TableRow,
} from './verdict';

const schemas = ['registration', 'assessment', 'payment', 'ledger_sync'] as const;
const topics = [...new Set(Object.values(contractEvents).map(({ topic }) => topic))];

const read = async <T extends pg.QueryResultRow>(client: pg.Client, sql: string): Promise<T[]> =>
  (await client.query<T>(sql)).rows;

/**
 * What relays have not published and consumers have not followed; empty when everything has passed through.
 */
export const waiting = async (client: pg.Client): Promise<string[]> => {
  const backlog: string[] = [];
  for (const schema of schemas) {
    const unpublished = await count(
      client,
      `select count(*)::int as n from ${schema}.events
      where topic is not null and position > coalesce((select max(cursor) from ${schema}.relay), 0)`,
    );
    if (unpublished > 0) backlog.push(`${schema}: ${unpublished} events not published`);
    const followed = await read<{ topic: string }>(
      client,
      `select distinct split_part(stream, '/', 1) as topic from ${schema}.inbox_cursor`,
    );
    for (const { topic } of followed) {
      const behind = await count(client, streamsBehind(schema, topic));
      if (behind > 0) backlog.push(`${schema}: ${behind} streams of ${topic} not followed to their end`);
    }
  }
  return backlog;
};

const count = async (client: pg.Client, sql: string): Promise<number> =>
  (await read<{ n: number }>(client, sql))[0]?.n ?? 0;

/** Streams of a topic whose last event the consumer has not reached, by its cursor of the stream. */
const streamsBehind = (schema: string, topic: string): string => {
  const heads = schemas.map(
    (source) => `
      select topic || '/' || stream as stream, max(version) as version
      from ${source}.events where topic = '${topic}' group by 1`,
  );
  return `
    select count(*)::int as n from (${heads.join(' union all ')}) heads
    left join ${schema}.inbox_cursor reached using (stream)
    where coalesce(reached.version, 0) <> heads.version`;
};

/** What changes no status of a posting. */
const notes = [
  'PartNoted',
  'ContradictionNoted',
  'RefundRequested',
  'RefundWithdrawn',
  'RefundCaseNoted',
  'RefundCaseEnded',
  'AnswerKept',
]
  .map((type) => `'${type}'`)
  .join(', ');

/** Postings that have not come to their end. */
export const openPostings = async (client: pg.Client): Promise<string[]> =>
  (
    await read<{ type: string; n: number }>(
      client,
      `select type, count(*)::int as n
      from (
        select distinct on (stream) stream, type from ledger_sync.events
        where stream like 'posting-%'
        order by stream, type in (${notes}), version desc
      ) last
      where type not in ('PostingAccepted', 'PostingReversed', 'PostingCancelled', ${notes})
      group by type`,
    )
  ).map(({ type, n }) => `${n} postings are at ${type}`);

/** The trial balance of any committed snapshot is zero, during faults too. */
export const balance = async (client: pg.Client): Promise<string[]> => {
  const rows = await read<{ position: string; fen: string }>(
    client,
    `select position::text, payment.sum_of(fen)::text as fen from payment.journal
    where payment.sum_of(fen) <> 0 limit 5`,
  );
  return rows.map(({ position, fen }) => `the entries at position ${position} sum to ${fen} fen`);
};

/** Every invariant that can be checked from outside once all is quiet; a sentence for each violation. */
export const violations = async (stack: Stack, client: pg.Client, history: History): Promise<string[]> => {
  const tables = await tablesOf(client);
  const rows = tables.flatMap((table) => table.rows);
  const faults = [
    ...history.faults,
    ...tables.flatMap((table) => chainFaults(table.schema, table.rows)),
    ...(await balance(client)),
  ];
  // A seal that is made between the reading of tables and topics is in one of them only, at first.
  for (const topic of topics) {
    const read = topicFaults(topic, rows, await publishedOn(stack.cluster, topic));
    if (read.length > 0) {
      const later = (await tablesOf(client)).flatMap((table) => table.rows);
      faults.push(...topicFaults(topic, later, await publishedOn(stack.cluster, topic)));
    }
  }
  faults.push(
    ...bookFaults(
      [...history.expected, ...(await paidOf(client, history.attempts))],
      await read<Booked>(client, bookedSql),
    ),
    ...collectionFaults(history.acknowledged, history.sent, rows.filter(isReceipt).map(receiptOf)),
    ...(await differencesFromChannels(client)),
  );
  for (const schema of schemas) faults.push(...(await parked(client, schema)));
  return [...faults, ...(await idleTransactions(client))];
};

const bookedSql = `
  select bureau, person_id::text, month, total::text, outcome, reversed from sandbox.booked`;

/** Of the tax desk, whose own books are what its clients know. */
const isReceipt = ({ type, data }: TableRow): boolean =>
  (type === 'PaymentCaptured' || type === 'ReceiptKeptInSuspense') &&
  (JSON.parse(data) as { channel?: string }).channel === 'tax-desk';

const receiptOf = ({ type, data }: TableRow) => {
  const { channelTransactionNo = '', amount = '', orderId = '' } = JSON.parse(data) as Record<string, string>;
  return { no: channelTransactionNo, amount, order: orderId, type };
};

const parked = async (client: pg.Client, schema: string): Promise<string[]> => {
  const [{ keys, records, why } = { keys: 0, records: 0, why: null }] = await read<{
    keys: number;
    records: number;
    why: string | null;
  }>(
    client,
    `select
      (select count(*)::int from ${schema}.blocked_key) as keys,
      (select count(*)::int from ${schema}.parked) as records,
      (select min(error) from ${schema}.blocked_key) as why`,
  );
  return keys + records === 0
    ? []
    : [`${schema}: ${keys} keys are blocked and ${records} records parked: ${why}`];
};

const idleTransactions = async (client: pg.Client): Promise<string[]> => {
  const idle = await read<{ name: string }>(
    client,
    `select application_name as name from pg_stat_activity
    where state like 'idle in transaction%' and state_change < now() - interval '5 seconds'`,
  );
  return idle.map(({ name }) => `${name} holds an idle transaction`);
};

const tablesOf = async (client: pg.Client): Promise<{ schema: string; rows: TableRow[] }[]> => {
  const tables: { schema: string; rows: TableRow[] }[] = [];
  for (const schema of schemas) tables.push({ schema, rows: await rowsOf(client, schema) });
  return tables;
};

const rowsOf = (client: pg.Client, schema: string): Promise<TableRow[]> =>
  read<TableRow>(
    client,
    `select position::text, stream, version, type, revision, data::text,
      coalesce(subject, data->>'personId') as subject, topic, actor, caused_by::text,
      to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as recorded_at,
      encode(hash, 'hex') as hash,
      encode(
        set_byte(
          set_byte(substr(hash, 1, 16), 6, get_byte(hash, 6) & 15 | 128),
          8, get_byte(hash, 8) & 63 | 128
        ), 'hex')::uuid::text as event_id
    from ${schema}.events`,
  );

const publishedOn = async (cluster: Cluster, topic: string): Promise<Published[]> =>
  (await cluster.records(topic)).map(({ value }) => JSON.parse(value) as Published);
