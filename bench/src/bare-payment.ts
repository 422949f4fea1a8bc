import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { threeEvents } from './append';

const hash = `\\x${'ab'.repeat(32)}`;
/** Of one pension month, as arrays; the version is that of the event in the order's stream. */
export const journalRows = [
  { version: 1, accounts: '{1001.ccb,2900.captured}', fen: '{149840,-149840}' },
  {
    version: 2,
    accounts: '{2900.captured,2101.pension.pooled-fund,2101.pension.personal-account}',
    fen: '{149840,-89904,-59936}',
  },
];

const paySql = `
  with stored as (
    insert into bare.events
      (position, stream, version, revision, type, data, topic, recorded_at, actor, hash)
    select nextval('bare.event_position'), stream, version, 1, type, data,
      'payment.events', $1::timestamptz, 'bank-ccb', $2::bytea
    from unnest($3::text[], $4::int[], $5::text[], $6::json[]) as event(stream, version, type, data)
    returning position, stream, version
  ), keyed as (
    insert into bare.idempotency (id, fingerprint, status, body)
    select id, $2::bytea, 200, body
    from unnest($7::uuid[], $8::json[]) as answer(id, body)
  ), ordered as (
    insert into bare.orders
      (order_id, person_id, channel, insurance, months, total,
       status, receipt_no, channel_transaction_no, paid_at)
    select id::uuid, person, 'ccb', 'pension', '{2026-03}', 1498.40,
      'paid', 'SD20260318' || id, id, $1::timestamptz
    from unnest($9::text[], $10::uuid[]) as new_order(id, person)
  )
  insert into bare.journal (position, accounts, fen)
  select position, accounts::text[], fen::bigint[]
  from stored
  join unnest($11::text[], $12::int[], $13::text[], $14::text[])
    as entry(stream, version, accounts, fen) using (stream, version)`;

/**
 * The floor of a payment: the rows that the service writes for one collection (3 events, 2 journal rows, 1
 * order, 1 idempotency key), one prepared statement and one commit for each payment, or for several together,
 * from one Node process with a connection for every caller, into copies of the service's tables with their
 * keys and checks. There is no HTTP, no sign-in, no signature, no validation, no decision, no lock and no
 * read.
 */
export class BarePayments {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(url: string, callers: number): Promise<BarePayments> {
    const pool = new pg.Pool({ connectionString: url, max: callers });
    await pool.query(`
      create schema bare;
      create sequence bare.event_position cache 1;
      create table bare.events (like payment.events including all);
      create table bare.idempotency (like payment.idempotency including all);
      create table bare.orders (like payment.orders including all);
      create table bare.journal (like payment.journal including all);`);
    return new BarePayments(pool);
  }

  /** Writes payments with a single commit. */
  async pay(together = 1): Promise<void> {
    const at = '2026-03-18T10:00:00.000+08:00';
    const payments = Array.from({ length: together }, () => ({
      orderId: randomUUID(),
      personId: randomUUID(),
      key: randomUUID(),
      events: threeEvents(),
    }));
    const events = payments.flatMap(({ orderId, events: own }) =>
      own.map(({ type, data }, index) => ({
        stream: `order-${orderId}`,
        version: index + 1,
        type,
        text: JSON.stringify(data),
      })),
    );
    const entries = payments.flatMap(({ orderId }) =>
      journalRows.map((row) => ({ ...row, stream: `order-${orderId}` })),
    );
    await this.pool.query({
      name: 'bare-payment',
      text: paySql,
      values: [
        at,
        hash,
        events.map(({ stream }) => stream),
        events.map(({ version }) => version),
        events.map(({ type }) => type),
        events.map(({ text }) => text),
        payments.map(({ key }) => key),
        payments.map(({ orderId }) =>
          JSON.stringify({
            orderId,
            receiptNo: 'SD2026031800000000000001',
            total: '1498.40',
            amount: '1498.40',
            status: 'paid',
          }),
        ),
        payments.map(({ orderId }) => orderId),
        payments.map(({ personId }) => personId),
        entries.map(({ stream }) => stream),
        entries.map(({ version }) => version),
        entries.map(({ accounts }) => accounts),
        entries.map(({ fen }) => fen),
      ],
    });
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
