import pg from 'pg';
import { day } from '@canbao/calendar';
import { matchDay } from '@canbao/payment/match-day';
import { withPaymentService } from './payment-service';
import { undisturbed } from './processes';
import type { Bench } from './settings';
import { median, round } from './stats';

const linesMax = 1_000_000;
const linesPerSecond = 100_000;
const may18 = day('2022-05-18');

/** A day's rows on both sides; one in ten thousand differs. */
const rowsSql = `
  insert into day_receipts (order_id, kind, channel, day, key, fen, paid_at, position)
    select gen_random_uuid(), 0, 'ccb', '2022-05-18', 'T' || n, 100000, '2022-05-18T12:00:00+08:00', n
    from generate_series(1, $1::int) n;`;
const linesSql = `
  insert into statement_lines (statement_id, line, kind, standing, fen, at, key, status)
    select 1, n, 0, 1, 100000 + (n % 10000 = 0)::int, '2022-05-18T12:00:00+08:00', 'T' || n, 'paid'
    from generate_series(1, $1::int) n`;
const floorSql = `
  select count(*) from statement_lines t join day_receipts o on o.key = t.key and o.kind = t.kind
  where t.statement_id = 1 and o.channel = 'ccb' and o.day = '2022-05-18' and o.fen = t.fen`;

/** Lines of a day matched item by item, beside a plain join of the same rows. */
export const reconcileBench: Bench = {
  names: ['reconcile'],
  run: (settings) =>
    withPaymentService(undefined, async (url) => {
      const lines = Math.min(linesMax, settings.seconds * linesPerSecond);
      const client = new pg.Client({ connectionString: url, options: '-c search_path=payment' });
      await client.connect();
      try {
        await client.query(rowsSql.replace('$1', String(lines)));
        await client.query(linesSql.replace('$1', String(lines)));
        await client.query('vacuum (analyze) day_receipts, statement_lines');
        const about = { channel: 'ccb', day: may18, statementId: '1' } as const;
        const rateOf = async (work: () => Promise<unknown>): Promise<number> => {
          const began = performance.now();
          await undisturbed(settings.asIs, work);
          return (lines / (performance.now() - began)) * 1000;
        };
        const [own, floor]: [number[], number[]] = [[], []];
        for (let index = 0; index < settings.rounds; index += 1) {
          own.push(await rateOf(() => matchDay(client, about, '2022-05-19T10:00:00+08:00')));
          floor.push(await rateOf(() => client.query(floorSql)));
        }
        return [
          {
            name: 'reconcile',
            value: round(median(own), 0),
            unit: 'lines/s',
            target: 'beside a plain join of the same rows',
            detail: { lines, plainJoin: round(median(floor), 0), rounds: own.map((rate) => round(rate, 0)) },
          },
        ];
      } finally {
        await client.end();
      }
    }),
};
