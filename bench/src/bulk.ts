import { BarePayments } from './bare-payment';
import { closedLoop } from './loops';
import { withPaymentService } from './payment-service';
import { undisturbed, type Load } from './processes';
import type { Bench } from './settings';
import { beside, summaryOf, type Round } from './stats';

const targetRate = 5000;
const linesMax = 100_000;
const together = 50;
const connections = 8;

/**
 * A file of collections, timed until every line is a journalled order. Each line is signed, verified and
 * decided by itself.
 */
export const bulkBench: Bench = {
  names: ['bulk'],
  run: (settings) =>
    withPaymentService(settings.profile, async (url, generator) => {
      const { seconds, asIs } = settings;
      const count = Math.min(linesMax, targetRate * seconds);
      const bare = await BarePayments.open(url, connections);
      const [own, floor] = [[] as Round[], [] as Round[]];
      const loads: Record<string, Load> = {};
      let disturbed = 0;
      try {
        await generator.prepareFile(15_000);
        await generator.file(); // warms up
        for (let index = 0; index < settings.rounds; index += 1) {
          const seen = await undisturbed(
            asIs,
            () => generator.file(),
            () => generator.prepareFile(count),
          );
          own.push(seen.result);
          const beneath = await undisturbed(asIs, () =>
            closedLoop(connections, seconds, () => bare.pay(together)),
          );
          floor.push({ ...beneath.result, count: beneath.result.count * together });
          Object.assign(loads, { own: seen.load, floor: beneath.load });
          disturbed += Number(seen.disturbed) + Number(beneath.disturbed);
        }
        const [{ rate, rounds }, beneath] = [summaryOf(own), summaryOf(floor)];
        return [
          {
            name: 'bulk',
            value: rate,
            unit: 'payments/s',
            ...beside(rate, beneath.rate, undefined),
            target:
              `≥ ${targetRate}/s to journalled orders; ` +
              `≥ 50 % of bare SQL with ${together} payments per commit`,
            detail: { lines: count, rounds, floorRounds: beneath.rounds, loads, disturbed },
          },
        ];
      } finally {
        await bare.close();
      }
    }),
};
