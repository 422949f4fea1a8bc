import pg from 'pg';
import { contractEvents } from '@canbao/contracts';
import type { Cluster } from './cluster';
import { pause } from '@canbao/runtime';
import type { History } from './load';
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
 * What is not yet through: relays, consumers (by the cursor of every stream that they follow), postings.
 * Empty when all is quiet.
 */
export const waiting = async (client: pg.Client): Promise<string[]> => {
  const left: string[] = [];
  for (const schema of schemas) {
    const [relay] = await read<{ n: number }>(
      client,
      `select count(*)::int as n from ${schema}.events where topic is not null and position > coalesce((select max(cursor) from ${schema}.relay), 0)`,
    );
    if ((relay?.n ?? 0) > 0) left.push(`${schema}: ${relay?.n} events not published`);
    const followed = await read<{ topic: string }>(
      client,
      `select distinct split_part(stream, '/', 1) as topic from ${schema}.inbox_cursor`,
    );
    for (const { topic } of followed) {
      const heads = schemas
        .map(
          (source) =>
            `select topic || '/' || stream as stream, max(version) as version from ${source}.events where topic = '${topic}' group by 1`,
        )
        .join(' union all ');
      const [behind] = await read<{ n: number }>(
        client,
        `select count(*)::int as n from (${heads}) heads left join ${schema}.inbox_cursor seen using (stream) where coalesce(seen.version, 0) <> heads.version`,
      );
      if ((behind?.n ?? 0) > 0)
        left.push(`${schema}: ${behind?.n} streams of ${topic} not followed to their end`);
    }
  }
  return left;
};

/**
 * The last event of each posting that is not its acceptance; a part that is noted, or a contradiction,
 * changes nothing that was done.
 */
export const openPostings = async (client: pg.Client): Promise<string[]> =>
  (
    await read<{ type: string; n: number; due: string | null }>(
      client,
      `
    select type, count(*)::int as n, max(due_at - now())::text as due
    from (select distinct on (stream) stream, type from ledger_sync.events where stream like 'posting-%' order by stream, type in ('PartNoted', 'ContradictionNoted'), version desc) last
      left join ledger_sync.posting_work using (stream) where type <> 'PostingAccepted' or due_at is not null group by type`,
    )
  ).map(({ type, n, due }) => `${n} postings are at ${type}, looked at again in ${due ?? 'no time'}`);

/** Asks until nothing waits; the seconds it took, or what still waits. */
export const quiet = async (
  client: pg.Client,
  ask: (client: pg.Client) => Promise<string[]>,
  withinMs: number,
): Promise<{ seconds: number; left: string[] }> => {
  const began = Date.now();
  for (;;) {
    const left = await ask(client);
    const seconds = (Date.now() - began) / 1000;
    if (left.length === 0 || Date.now() - began > withinMs) return { seconds, left };
    await pause(250);
  }
};

/** The bank test, during faults too: the balance of any committed snapshot is zero. */
export const balance = async (client: pg.Client): Promise<string[]> => {
  const rows = await read<{ position: string; fen: string }>(
    client,
    'select position::text, sum(fen)::text as fen from payment.journal group by position having sum(fen) <> 0 limit 5',
  );
  return rows.map(({ position, fen }) => `the postings at position ${position} sum to ${fen} fen`);
};

/** Everything that can be seen from outside when all is quiet (reliability §6). */
export const violations = async (stack: Stack, client: pg.Client, history: History): Promise<string[]> => {
  const tables: { schema: string; rows: TableRow[] }[] = [];
  for (const schema of schemas) tables.push({ schema, rows: await rowsOf(client, schema) });
  const all = tables.flatMap(({ rows }) => rows);
  const faults = [
    ...history.faults,
    ...tables.flatMap(({ schema, rows }) => chainFaults(schema, rows)),
    ...(await balance(client)),
  ];
  for (const topic of topics)
    faults.push(...topicFaults(topic, all, await publishedOn(stack.cluster, topic)));
  faults.push(
    ...bookFaults(
      history.expected,
      await read<Booked>(
        client,
        'select bureau, person_id::text, month, total::text, outcome, reversed from sandbox.booked',
      ),
    ),
  );
  const recorded =
    tables
      .find(({ schema }) => schema === 'payment')
      ?.rows.filter(({ type }) => ['PaymentCaptured', 'ReceiptKeptInSuspense'].includes(type)) ?? [];
  faults.push(
    ...collectionFaults(
      history.acknowledged,
      history.sent,
      recorded.map(({ type, data }) => {
        const {
          channelTransactionNo: no,
          amount,
          orderId: order,
        } = JSON.parse(data) as Record<string, string>;
        return { no: no ?? '', amount: amount ?? '', order: order ?? '', type };
      }),
    ),
  );
  for (const schema of schemas) {
    const [parked] = await read<{ keys: number; records: number; why: string | null }>(
      client,
      `select (select count(*)::int from ${schema}.blocked_key) as keys, (select count(*)::int from ${schema}.parked) as records, (select min(error) from ${schema}.blocked_key) as why`,
    );
    if ((parked?.keys ?? 0) + (parked?.records ?? 0) > 0)
      faults.push(
        `${schema}: ${parked?.keys} keys are blocked and ${parked?.records} records parked: ${parked?.why}`,
      );
  }
  const idle = await read<{ name: string }>(
    client,
    "select application_name as name from pg_stat_activity where state like 'idle in transaction%' and state_change < now() - interval '5 seconds'",
  );
  return [...faults, ...idle.map(({ name }) => `${name} holds a transaction and does nothing`)];
};

const rowsOf = (client: pg.Client, schema: string): Promise<TableRow[]> =>
  read<TableRow>(
    client,
    `select position::text, stream, version, event_id::text, type, data::text, subject, topic, to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as recorded_at, previous_hash, hash from ${schema}.events`,
  );

const publishedOn = async (cluster: Cluster, topic: string): Promise<Published[]> =>
  (await cluster.records(topic)).map(({ value }) => JSON.parse(value) as Published);
