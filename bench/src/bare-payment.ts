import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { threeEvents } from './append';

const hash = 'ab'.repeat(32);
const lines = [{ version: 1, account: '1001.ccb', fen: 149_840 }, { version: 1, account: '2900.captured', fen: -149_840 }, { version: 2, account: '2900.captured', fen: 149_840 }, { version: 2, account: '2101.pension.pooled-fund', fen: -89_904 }, { version: 2, account: '2101.pension.personal-account', fen: -59_936 }];

/**
 * The floor of a payment: the rows that the service writes for one collection (3 events, 5 journal lines, 1 order, 1
 * idempotency key), one prepared statement and one commit for each payment, from one Node process with a connection for
 * every caller, into copies of the service's tables with their keys and checks. There is no HTTP, no sign-in, no
 * signature, no validation, no decision, no lock and no read.
 */
export class BarePayments {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(url: string, callers: number): Promise<BarePayments> {
    const pool = new pg.Pool({ connectionString: url, max: callers });
    await pool.query(`create schema bare; create sequence bare.event_position cache 1;
      create table bare.events (like payment.events including all); create table bare.idempotency (like payment.idempotency including all);
      create table bare.orders (like payment.orders including all); create table bare.journal (like payment.journal including all);`);
    return new BarePayments(pool);
  }

  async pay(): Promise<void> {
    const [orderId, personId, at] = [randomUUID(), randomUUID(), '2026-03-18T10:00:00.000+08:00'];
    const events = threeEvents();
    const stream = `order-${orderId}`;
    await this.pool.query({
      name: 'bare-payment',
      text: `with stored as (
          insert into bare.events (position, stream, version, event_id, type, data, subject, topic, recorded_at, metadata, previous_hash, hash)
          select nextval('bare.event_position'), $1, v, i, t, d, $2::text, 'payment.events', $3::timestamptz, '{"actor":"bank-ccb"}', $4, $4 from unnest($5::int[], $6::uuid[], $7::text[], $8::json[]) as x(v, i, t, d)
          returning position, version),
        keyed as (insert into bare.idempotency (scope, key, fingerprint, status, body) values ('bank-ccb:collect', $9, $4, 200, $10)),
        ordered as (insert into bare.orders (order_id, person_id, channel, insurance, months, total, status, receipt_no, channel_transaction_no, paid_at)
          values ($11::text::uuid, $2::text::uuid, 'ccb', 'pension', '{2026-03}', 1498.40, 'paid', $12, $11::text, $3::timestamptz))
        insert into bare.journal (position, line, account, fen, recorded_at)
        select position, n, a, f, $3::timestamptz from stored join unnest($13::int[], $14::text[], $15::bigint[]) with ordinality as l(v, a, f, n) on v = version`,
      values: [
        stream, personId, at, hash, events.map((_, index) => index + 1), events.map(() => randomUUID()), events.map(({ type }) => type), events.map(({ data }) => JSON.stringify(data)),
        randomUUID(), JSON.stringify({ orderId, receiptNo: 'SD2026031800000000000001', total: '1498.40', amount: '1498.40', status: 'paid' }),
        orderId, `SD20260318${orderId}`, lines.map(({ version }) => version), lines.map(({ account }) => account), lines.map(({ fen }) => fen),
      ],
    });
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
