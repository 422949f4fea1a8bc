import { Batcher } from '@canbao/runtime';
import { createHmac, createSecretKey, hash, randomUUID, timingSafeEqual } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { plainArray } from '@canbao/postgres';
import { journalRows } from './bare-payment';

// The peer of payment-http, a separate process: what the product does for one collection and nothing else.
// One route on bare Fastify, the bearer token looked up by its hash, body and claims parsed by zod, the
// quote's keyed hash verified, one group commit (`Batcher`, like the store) in one round trip under a lock:
// 1 idempotency key, 1 claim of the month, 3 events with a hash chain, 2 journal rows. No rules, no
// refusals, no reads, no views, no relay; a repeat fails.
const { DATABASE_URL = '', PORT = '', QUOTE_SECRET = '' } = process.env;
const key = createSecretKey(QUOTE_SECRET, 'base64url');

const Report = z.strictObject({
  quoteToken: z.string().max(20_000),
  channelTransactionNo: z.string().min(1).max(64),
  amount: z.string().regex(/^(0|[1-9]\d{0,11})\.\d{2}$/),
  paidAt: z.string(),
  method: z.enum(['cash', 'card']),
});
const Claims = z.strictObject({
  quoteId: z.uuid(),
  personId: z.uuid(),
  insurance: z.literal('pension'),
  district: z.string(),
  total: z.string(),
  issuedAt: z.string(),
  expiresAt: z.string(),
  certificateHash: z.string(),
  lines: z
    .array(
      z.strictObject({
        item: z.string(),
        month: z.string(),
        base: z.string(),
        rate: z.string(),
        amount: z.string(),
        parts: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
});

interface Made {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly text: string;
  readonly hash: string;
}
interface Payment {
  readonly key: string;
  readonly fingerprint: string;
  readonly body: object;
  readonly personId: string;
  readonly orderId: string;
  readonly claim: string;
  readonly events: readonly Made[];
}

const signed = (text: string, mac: string): boolean =>
  timingSafeEqual(createHmac('sha256', key).update(text).digest(), Buffer.from(mac, 'base64url'));

const commitSql = `
  with keyed as (
    insert into sketch.idempotency (id, fingerprint, status, body)
    select id, decode(fingerprint, 'hex'), 200, body
    from rows from (unnest($1::uuid[]), unnest($2::text[]), json_array_elements($3))
      as answer(id, fingerprint, body)
  ), claimed as (
    insert into sketch.claim select * from unnest($4::text[], $5::uuid[])
  ), stored as (
    insert into sketch.events
      (position, stream, version, revision, type, data, topic, recorded_at, actor, hash)
    select nextval('sketch.event_position'), stream, version, 1, type, data,
      'payment.events', now(), 'bank-ccb', decode(hash, 'hex')
    from rows from (
      unnest($6::text[]), unnest($7::int[]), unnest($8::text[]),
      json_array_elements($9), unnest($10::text[])
    ) as event(stream, version, type, data, hash)
    returning position, stream, version
  )
  insert into sketch.journal (position, accounts, fen)
  select position, accounts::text[], fen::bigint[]
  from stored
  join rows from (
    unnest($11::text[]), unnest($12::int[]), json_array_elements_text($13), json_array_elements_text($14)
  ) as entry(stream, version, accounts, fen) using (stream, version)`;

/** Stores all waiting payments in one transaction under the lock. */
const commit = async (client: pg.Client, group: readonly Payment[]): Promise<undefined[]> => {
  const events = group.flatMap((payment) => payment.events);
  const entries = group.flatMap(({ orderId }) =>
    journalRows.map((row) => ({ ...row, stream: `order-${orderId}` })),
  );
  const locked = client.query('begin; select pg_advisory_xact_lock(1)');
  const inserted = client.query({
    name: 'sketch',
    text: commitSql,
    values: [
      plainArray(group.map((payment) => payment.key)),
      plainArray(group.map(({ fingerprint }) => fingerprint)),
      JSON.stringify(group.map(({ body }) => body)),
      plainArray(group.map(({ claim }) => claim)),
      plainArray(group.map(({ orderId }) => orderId)),
      plainArray(events.map(({ stream }) => stream)),
      plainArray(events.map(({ version }) => version)),
      plainArray(events.map(({ type }) => type)),
      `[${events.map(({ text }) => text).join(',')}]`,
      plainArray(events.map((event) => event.hash)),
      plainArray(entries.map(({ stream }) => stream)),
      plainArray(entries.map(({ version }) => version)),
      JSON.stringify(entries.map(({ accounts }) => accounts)),
      JSON.stringify(entries.map(({ fen }) => fen)),
    ],
  });
  await Promise.all([locked, inserted, client.query('commit')]);
  return group.map(() => undefined);
};

const eventsOf = (
  orderId: string,
  claim: string,
  facts: readonly (readonly [type: string, data: object])[],
): Made[] => {
  let previous = '0'.repeat(64);
  return facts.map(([type, data], index) => {
    const [stream, version] = index < 2 ? [`order-${orderId}`, index + 1] : [claim, 1];
    const text = JSON.stringify(data);
    previous = hash('sha256', `${previous}\n${stream}\n${version}\n${type}\n${text}`);
    return { stream, version, type, text, hash: previous };
  });
};

const main = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: DATABASE_URL, pipeline: true });
  await client.connect();
  await client.query(`
    create schema sketch;
    create sequence sketch.event_position cache 1;
    create table sketch.claim (month text primary key, order_id uuid not null);
    create table sketch.events (like payment.events including all);
    create table sketch.idempotency (like payment.idempotency including all);
    create table sketch.journal (like payment.journal including all)`);
  const payments = new Batcher<Payment, undefined>((group) => commit(client, group), { failures: 'shared' });
  const callers = new Map<string, string>();
  const app = fastify();
  app.post('/v1/collections', async (request, reply) => {
    const token = hash('sha256', request.headers.authorization ?? '');
    if (!callers.has(token)) callers.set(token, 'bank-ccb');
    const { quoteToken, ...report } = Report.parse(request.body);
    const [header = '', payload = '', signature = ''] = quoteToken.split('.');
    if (!signed(`${header}.${payload}`, signature)) throw new Error('not signed');
    const { personId, insurance, lines, total, district, quoteId } = Claims.parse(
      JSON.parse(Buffer.from(payload, 'base64url').toString()),
    );
    const [orderId, month = ''] = [randomUUID(), lines[0]?.month];
    const claim = `obligation-${personId}-pension-${month}`;
    const fingerprint = hash('sha256', JSON.stringify(request.body));
    const body = { orderId, receiptNo: `SD${orderId}`, total, amount: report.amount, status: 'paid' };
    const events = eventsOf(orderId, claim, [
      [
        'PaymentCaptured',
        { ...report, personId, orderId, channel: 'ccb', insurance, quoteId, fingerprint, lines },
      ],
      ['PensionMonthsSettled', { personId, orderId, district, months: lines, total, paidAt: report.paidAt }],
      ['PensionMonthPaid', { personId, insurance, month, orderId }],
    ]);
    await payments.submit({
      key: String(request.headers['idempotency-key']),
      fingerprint,
      body,
      personId,
      orderId,
      claim,
      events,
    });
    void reply.code(201);
    return body;
  });
  await app.listen({ host: '127.0.0.1', port: Number(PORT) });
  process.send?.('up');
};

process.once('disconnect', () => process.exit(0));
void main();
