import { join } from 'node:path';
import { LoadGenerator } from './load-generator';
import { memoryOfServices } from './processes';
import { pause } from '@canbao/runtime';
import { withFolder, withStack } from './servers';
import type { Bench } from './settings';
import { median } from './stats';

const services = ['registration', 'assessment', 'payment', 'ledger-sync', 'portal', 'sandbox'] as const;
/** Payments per second under load: a day in a busy month, not the maximum. */
const loadRate = 200;

/** Resident memory of each process: at rest after the start, and the maximum under load. */
export const memoryBench: Bench = {
  names: services.map((name) => `memory-${name}`),
  run: (settings, wanted) =>
    withFolder((data) =>
      withStack(join(data, 'stack'), async ({ credentials, port, data: stackData }) => {
        const samples = async (seconds: number): Promise<Record<string, number>[]> => {
          const seen: Record<string, number>[] = [];
          for (const until = Date.now() + seconds * 1000; Date.now() < until; await pause(250))
            seen.push(memoryOfServices());
          return seen;
        };
        await pause(5000);
        const atRest = await samples(3);
        const generator = LoadGenerator.start(stackData, credentials.tokens.banks['ccb'] ?? '', port + 3);
        try {
          const [underLoad] = await Promise.all([
            samples(settings.seconds),
            generator.open(loadRate, settings.seconds),
          ]);
          return services
            .filter((name) => wanted(`memory-${name}`))
            .map((name) => ({
              name: `memory-${name}`,
              value: median(atRest.map((sample) => sample[name] ?? Number.NaN)),
              unit: 'MiB',
              target: '≤ 200 MiB at rest',
              detail: {
                underLoad: Math.max(...underLoad.map((sample) => sample[name] ?? Number.NaN)),
                loadRate,
              },
            }));
        } finally {
          await generator.stop();
        }
      }),
    ),
};
