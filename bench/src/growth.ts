import pg from 'pg';
import { withPaymentService } from './payment-service';
import { undisturbed } from './processes';
import type { Bench } from './settings';
import { median, round, summaryOf, type Round } from './stats';
import { rebuildPayment, storeOrders } from './stored-payments';

const sizes = [10_000, 100_000, 1_000_000] as const;
const callers = 32;
const preparedPerSecond = 6000;
/** Longer rounds would store more orders than were there before. */
const longestSeconds = 3;

/** What a payment costs with that many stored orders: collections over HTTP, as in `payment-http`. */
export const growthBench: Bench = {
  names: ['growth'],
  long: true,
  run: (settings) =>
    withPaymentService(settings.profile, async (url, generator) => {
      const database = new pg.Client({ connectionString: url });
      await database.connect();
      const ordersNow = async (): Promise<number> =>
        (
          await database.query<{ n: number }>(
            "select rows::int as n from payment.projection_digest where name = 'orders'",
          )
        ).rows[0]?.n ?? 0;
      const seconds = Math.min(settings.seconds, longestSeconds);
      const seen: Record<string, object> = {};
      const costs: number[] = [];
      let disturbed = 0;
      try {
        await generator.closed(callers, 2); // its code is not compiled yet
        for (const size of sizes) {
          process.stderr.write(`  ${size} stored orders …\n`);
          await storeOrders(url, Math.max(0, size - (await ordersNow())));
          await rebuildPayment(url);
          await database.query('checkpoint');
          await generator.closed(callers, 1);
          const stored = await ordersNow();
          const [rounds, costsHere]: [Round[], number[]] = [[], []];
          for (let index = 0; index < settings.rounds; index += 1) {
            const {
              result: { round: paid, payments },
              load,
              disturbed: stayed,
            } = await undisturbed(
              settings.asIs,
              async () => {
                const before = await ordersNow();
                const paid = await generator.closed(callers, seconds);
                return { round: paid, payments: (await ordersNow()) - before };
              },
              () => generator.prepare((seconds + 1) * preparedPerSecond),
            );
            rounds.push(paid);
            // The measured load covers the first second as well, which the loop does not count; so does the
            // number of payments.
            costsHere.push(
              (((load.cores['payment'] ?? 0) + (load.cores['postgres'] ?? 0)) * load.seconds * 1e6) /
                payments,
            );
            disturbed += stayed ? 1 : 0;
          }
          const { rate, p50Ms, p99Ms } = summaryOf(rounds);
          costs.push(median(costsHere));
          seen[size] = {
            stored,
            microsecondsPerPayment: round(median(costsHere), 0),
            rounds: costsHere.map((cost) => round(cost, 0)),
            paymentsPerSecond: rate,
            p50Ms,
            p99Ms,
          };
        }
        return [
          {
            name: 'growth',
            value: round((costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN), 2),
            unit: '× the processor time a payment took at 10,000 orders',
            target: '0.85 to 1.15 at 1,000,000',
            detail: { sizes: seen, disturbed },
          },
        ];
      } finally {
        await database.end();
      }
    }),
};
