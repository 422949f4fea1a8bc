import { parseArgs } from 'node:util';
import { simulate } from './simulate';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.seeds), Number(values.seed)];

/**
 * `npm run simulate -- --seeds N --seed S`: N simulations from seed S on; a failure names the seed that
 * replays it.
 */
const main = async (): Promise<number> => {
  const began = performance.now();
  const total = { steps: 0, crashes: 0, collections: 0, events: 0, failed: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const run = await simulate(seed);
    total.steps += run.steps;
    total.crashes += run.crashes;
    total.collections += run.collections;
    total.events += run.events;
    if (run.findings.length === 0) continue;
    total.failed += 1;
    process.stdout.write(
      `seed ${seed} fails (replay: npm run simulate -- --seeds 1 --seed ${seed})\n${run.findings
        .slice(0, 10)
        .map((finding) => `  ${finding}`)
        .join('\n')}\n`,
    );
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${count} seeds in ${seconds} s: ${total.steps} steps, ${total.crashes} crashes, ${total.collections} collections, ${total.events} events; ${total.failed} failed\n`,
  );
  return total.failed === 0 ? 0 : 1;
};

void main().then((code) => {
  process.exitCode = code;
});
