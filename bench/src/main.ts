import { appendBench } from './append';
import { bulkBench } from './bulk';
import { coverageBench } from './coverage';
import { endToEndBench } from './end-to-end';
import { growthBench } from './growth';
import { memoryBench } from './memory';
import { paymentHttpBench } from './payment-http';
import { machine } from './processes';
import { readBenchSettings, type Bench } from './settings';
import { rebuildBench } from './rebuild';
import { reconcileBench } from './reconcile';
import { relayBench } from './relay';
import { startAgainBench, startFirstBench } from './start-time';
import type { Figure } from './stats';
import { tableOf } from './table';
import { trueUpBench } from './true-up';
import { workBench } from './work';

const benches: readonly Bench[] = [
  appendBench,
  paymentHttpBench,
  endToEndBench,
  bulkBench,
  relayBench,
  workBench,
  rebuildBench,
  reconcileBench,
  trueUpBench,
  coverageBench,
  memoryBench,
  startAgainBench,
  startFirstBench,
  growthBench,
];

const main = async (): Promise<number> => {
  const settings = readBenchSettings(process.argv.slice(2));
  const names = benches.flatMap((bench) => bench.names);
  const unknown = settings.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is not a figure. There are: ${names.join(', ')}`);
  const figures: Figure[] = [];
  let failed = 0;
  for (const bench of benches) {
    const wanted = (name: string): boolean =>
      settings.only?.includes(name) ?? (bench.long !== true || settings.all);
    if (!bench.names.some(wanted)) continue;
    process.stderr.write(`${bench.names.filter(wanted).join(', ')} …\n`);
    // A figure that fails does not discard those measured before it.
    figures.push(
      ...(await bench.run(settings, wanted).catch((error: unknown) => {
        failed += 1;
        process.stderr.write(`  failed: ${faultOf(error)}\n`);
        return [];
      })),
    );
  }
  process.stdout.write(
    settings.json ? `${JSON.stringify({ machine: machine(), figures })}\n` : tableOf(machine(), figures),
  );
  return failed === 0 ? 0 : 1;
};

const faultOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

// A peer leaves connections open, which the server closes when it stops; by then nothing is measured any
// more.
process.on('uncaughtException', (error: Error & { code?: string }) => {
  if (error.code !== '57P01') {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(1);
  }
});
void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${faultOf(error)}\n`);
    process.exit(1);
  },
);
