import { parseArgs } from 'node:util';
import { simulate } from './simulate';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.seeds), Number(values.seed)];

const total = { steps: 0, crashes: 0, collections: 0, orders: 0, events: 0, failed: 0 };
const deeds = new Map<string, number>();

const report = (seed: number, findings: readonly string[]): void => {
  const lines = findings.slice(0, 10).map((finding) => `  ${finding}\n`);
  process.stdout.write(
    `seed ${seed} fails (replay: npm run simulate -- --seeds 1 --seed ${seed})\n${lines.join('')}`,
  );
};

/**
 * `npm run simulate -- --seeds N --seed S`: N simulations from seed S on; a failure names the seed that
 * replays it.
 */
const main = async (): Promise<number> => {
  const beganMs = performance.now();
  for (let seed = first; seed < first + count; seed += 1) {
    const run = await simulate(seed);
    total.steps += run.steps;
    total.crashes += run.crashes;
    total.collections += run.collections;
    total.orders += run.orders;
    total.events += run.events;
    for (const [deed, times] of Object.entries(run.deeds)) deeds.set(deed, (deeds.get(deed) ?? 0) + times);
    if (run.findings.length === 0) continue;
    total.failed += 1;
    report(seed, run.findings);
  }
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  for (const [deed, times] of [...deeds].sort())
    process.stdout.write(`${String(times).padStart(8)} ${deed}\n`);
  const { steps, crashes, collections, orders, events, failed } = total;
  process.stdout.write(
    `${count} seeds in ${seconds} s: ${steps} steps, ${crashes} crashes, ${collections} collections, ` +
      `${orders} online orders, ${events} events; ${failed} failed\n`,
  );
  return failed === 0 ? 0 : 1;
};

void main().then((code) => {
  process.exitCode = code;
});
