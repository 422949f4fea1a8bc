import { withPaymentService } from './payment-service';
import { undisturbed, type Load } from './processes';
import type { Bench } from './settings';
import { median, round } from './stats';
import { eventsPerOrder, rebuildPayment, storeOrders } from './stored-payments';

const eventsMax = 1_000_000;
/** Events for each second of a round, so that the usual ten make a million. */
const eventsPerSecond = 100_000;

/** The payment service's projections, rebuilt from its events and proven equal while the service runs. */
export const rebuildBench: Bench = {
  names: ['rebuild'],
  run: (settings) =>
    withPaymentService(undefined, async (url) => {
      const events = Math.min(eventsMax, settings.seconds * eventsPerSecond);
      await storeOrders(url, Math.ceil(events / eventsPerOrder));
      await rebuildPayment(url); // the stored orders have no projection rows yet
      const rates: number[] = [];
      let [load, tables, disturbed] = [undefined as Load | undefined, undefined as unknown, 0];
      for (let index = 0; index < settings.rounds; index += 1) {
        const seen = await undisturbed(settings.asIs, () => rebuildPayment(url, '--verify'));
        rates.push(seen.result.events / seen.result.seconds);
        [load, tables] = [seen.load, seen.result.tables];
        disturbed += seen.disturbed ? 1 : 0;
      }
      return [
        {
          name: 'rebuild',
          value: round(median(rates), 0),
          unit: 'events/s',
          target: '≥ 30,000 events/s',
          detail: { events, rounds: rates.map((rate) => round(rate, 0)), tables, load, disturbed },
        },
      ];
    }),
};
