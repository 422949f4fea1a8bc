import { spawn } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { root } from './servers';

const hash = 'ab'.repeat(32);
const chunk = 50_000;
/** Figures of one order with one pension month, as the service stores it. */
export const eventsPerOrder = 3;

/**
 * Orders as the service would have stored them, written by SQL: three events each, in the order's stream and
 * in the month's, and the answer under the caller's key. They are already behind the relay's cursor. A
 * rebuild makes the projections.
 */
export const storeOrders = async (url: string, count: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=payment' });
  await client.connect();
  try {
    for (let left = count; left > 0; left -= chunk) {
      await client.query('begin');
      await client.query(storeSql, [Math.min(chunk, left)]);
      await client.query(`
        insert into relay (name, cursor, epoch)
        values ('payment', (select max(position) from events), 1)
        on conflict (name) do update set cursor = excluded.cursor, epoch = relay.epoch + 1`);
      await client.query('commit');
    }
    await client.query('vacuum (analyze) events, idempotency');
  } finally {
    await client.end();
  }
};

const storeSql = `
  with made as materialized (
    select n, gen_random_uuid() as person, gen_random_uuid() as orderid, gen_random_uuid() as quote,
      gen_random_uuid() as key, date '2016-01-01' + (n % 120 * interval '1 month') as month
    from generate_series(1, $1::int) n
  ), facts as materialized (
    select *, to_char(month, 'YYYY-MM') as m,
      to_char(month + interval '17 days 10 hours', 'YYYY-MM-DD"T"HH24:MI:SS".000+08:00"') as at,
      json_build_object(
        'amount', '1498.40', 'base', '7492.00', 'month', to_char(month, 'YYYY-MM'),
        'parts', json_build_object('personalAccount', '599.36', 'pooledFund', '899.04'), 'rate', '0.2'
      ) as line
    from made
  ), stored as (
    insert into idempotency (id, fingerprint, status, body)
    select key, '\\x${hash}', 201, json_build_object(
      'orderId', orderid, 'receiptNo', 'SD' || orderid,
      'total', '1498.40', 'amount', '1498.40', 'status', 'paid'
    )
    from facts
  )
  insert into events
    (position, stream, version, revision, type, data, topic, recorded_at, actor, hash)
  select nextval('event_position'), stream, version, 1, type, data,
    topic, at::timestamptz, 'bank-ccb', '\\x${hash}'
  from facts cross join lateral (values
    ('order-' || orderid, 1, 'PaymentCaptured', 'payment.events', json_build_object(
      'amount', '1498.40', 'channel', 'ccb', 'channelTransactionNo', orderid, 'fingerprint', '${hash}',
      'insurance', 'pension', 'lines', json_build_array(line), 'method', 'cash', 'orderId', orderid,
      'paidAt', at, 'personId', person, 'quoteId', quote, 'receiptNo', 'SD' || orderid
    )),
    ('order-' || orderid, 2, 'PensionMonthsSettled', 'ledger.events', json_build_object(
      'district', '370102', 'months', json_build_array(line), 'orderId', orderid,
      'paidAt', at, 'personId', person, 'total', '1498.40'
    )),
    ('obligation-' || person || '-pension-' || m, 1, 'PensionMonthPaid', null, json_build_object(
      'insurance', 'pension', 'month', m, 'orderId', orderid, 'personId', person
    ))
  ) as event(stream, version, type, topic, data)`;

export interface RebuiltReport {
  readonly events: number;
  readonly seconds: number;
  readonly tables: readonly { readonly name: string; readonly rows: string; readonly equal: boolean }[];
}

/** The service's own `rebuild`, as an operator runs it. */
export const rebuildPayment = (url: string, ...options: readonly string[]): Promise<RebuiltReport> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, 'apps/payment/dist/main.js'), 'rebuild', '--json', ...options],
      {
        env: { PATH: process.env['PATH'], NODE_ENV: 'production', DATABASE_URL: url },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.once('error', reject).once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as RebuiltReport);
      else reject(new Error(`the rebuild exited with ${code}: ${output}`));
    });
  });
