import { BarePayments } from './bare-payment';
import { closedLoop } from './loops';
import { withPaymentService } from './payment-service';
import { undisturbed, type Load } from './processes';
import type { Bench } from './settings';
import { beside, summaryOf, type Round } from './stats';

const callers = 32;
const targetRate = 3000;
const warmUpSeconds = 8;
/** Collections signed in advance for each second of a closed-loop round. */
const preparedPerSecond = 6000;

/**
 * Collections over HTTP: signed in, signature verified, validated, decided, idempotent, journalled, durable.
 */
export const paymentHttpBench: Bench = {
  names: ['payment-http'],
  run: (settings) =>
    withPaymentService(settings.profile, async (url, generator, sketch) => {
      const { seconds, asIs } = settings;
      const bare = await BarePayments.open(url, callers);
      const rounds: Record<'own' | 'floor' | 'peer' | 'halfRate' | 'callers8' | 'callers128', Round[]> = {
        own: [],
        floor: [],
        peer: [],
        halfRate: [],
        callers8: [],
        callers128: [],
      };
      const loads: Record<string, Load> = {};
      let disturbed = 0;
      const measure = async (
        name: keyof typeof rounds,
        work: () => Promise<Round>,
        prepare?: () => Promise<unknown>,
      ): Promise<void> => {
        const seen = await undisturbed(asIs, work, prepare);
        rounds[name].push(seen.result);
        loads[name] = seen.load;
        disturbed += seen.disturbed ? 1 : 0;
      };
      const closed = (name: keyof typeof rounds, many: number, port?: number): Promise<void> =>
        measure(
          name,
          () => generator.closed(many, seconds, port),
          () => generator.prepare((seconds + 1) * preparedPerSecond),
        );
      try {
        const peer = await sketch();
        // The first seconds of a process are slower: its code is not compiled yet.
        for (const port of [undefined, peer]) {
          await generator.prepare(warmUpSeconds * preparedPerSecond);
          await generator.closed(callers, warmUpSeconds, port);
        }
        for (let index = 0; index < settings.rounds; index += 1) {
          await closed('own', callers);
          await closed('peer', callers, peer);
          await measure('floor', () => closedLoop(callers, seconds, () => bare.pay()));
          await measure(
            'halfRate',
            () => generator.open(targetRate / 2, seconds),
            () => generator.prepare((seconds * targetRate) / 2),
          );
          await closed('callers8', 8);
          await closed('callers128', 128);
        }
        const [own, floor, peerRounds, halfRate] = [
          summaryOf(rounds.own),
          summaryOf(rounds.floor),
          summaryOf(rounds.peer),
          summaryOf(rounds.halfRate),
        ];
        return [
          {
            name: 'payment-http',
            value: own.rate,
            unit: 'payments/s',
            p50Ms: halfRate.p50Ms,
            p99Ms: halfRate.p99Ms,
            ...beside(own.rate, floor.rate, peerRounds.rate),
            target:
              `≥ ${targetRate}/s with ${callers} callers; ` +
              `p99 ≤ 25 ms at ${targetRate / 2}/s (open loop)`,
            detail: {
              own,
              floor,
              peer: peerRounds,
              halfRate,
              callers8: summaryOf(rounds.callers8),
              callers128: summaryOf(rounds.callers128),
              loads,
              disturbed,
            },
          },
        ];
      } finally {
        await bare.close();
      }
    }),
};
