import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, withFolder, withStack } from './servers';
import type { Bench } from './settings';
import { median, round } from './stats';

const bootstrap = 'infra/local/bootstrap.mjs';
const secondsOf = (data: string, cwd = root): Promise<number> =>
  withStack(data, async ({ secondsToReady }) => secondsToReady, bootstrap, ['start'], cwd);

/** `npm start` with packages, build and data present, timed until the portal serves. */
export const startAgainBench: Bench = {
  names: ['start-again'],
  run: ({ rounds }) =>
    withFolder(async (data) => {
      const stackData = join(data, 'stack');
      const first = await secondsOf(stackData); // creates the data folder
      const seconds: number[] = [];
      for (let index = 0; index < rounds; index += 1) seconds.push(await secondsOf(stackData));
      return [
        {
          name: 'start-again',
          value: round(median(seconds)),
          unit: 's',
          target: 'as short as the parts allow',
          detail: { rounds: seconds.map((duration) => round(duration)), withNewData: round(first) },
        },
      ];
    }),
};

/**
 * `npm start` in a fresh clone: packages, broker, build, data. One round; downloads come from the caches of
 * npm and Maven where possible.
 */
export const startFirstBench: Bench = {
  names: ['start-first'],
  run: () =>
    withFolder(async (data) => {
      const clone = join(data, 'clone');
      const { status, stderr } = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`git clone failed: ${stderr}`);
      return [
        {
          name: 'start-first',
          value: round(await secondsOf(join(data, 'stack'), clone)),
          unit: 's',
          target: 'as short as the parts allow',
        },
      ];
    }),
};
