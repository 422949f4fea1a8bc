import { appendBench } from './append';
import { bulkBench } from './bulk';
import { endToEndBench } from './end-to-end';
import { growthBench } from './growth';
import { memoryBench } from './memory';
import { paymentHttpBench } from './payment-http';
import { machine } from './processes';
import { readBenchSettings, type Bench } from './settings';
import { rebuildBench } from './rebuild';
import { relayBench } from './relay';
import { startAgainBench, startFirstBench } from './start-time';
import type { Figure } from './stats';
import { tableOf } from './table';

const benches: readonly Bench[] = [appendBench, paymentHttpBench, endToEndBench, bulkBench, relayBench, rebuildBench, memoryBench, startAgainBench, startFirstBench, growthBench];

const main = async (): Promise<void> => {
  const settings = readBenchSettings(process.argv.slice(2));
  const names = benches.flatMap((bench) => bench.names);
  const unknown = settings.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is not a figure. There are: ${names.join(', ')}`);
  const figures: Figure[] = [];
  for (const bench of benches) {
    const wanted = (name: string): boolean => settings.only?.includes(name) ?? (bench.long !== true || settings.all);
    if (!bench.names.some(wanted)) continue;
    process.stderr.write(`${bench.names.filter(wanted).join(', ')} …\n`);
    figures.push(...await bench.run(settings, wanted));
  }
  process.stdout.write(settings.json ? `${JSON.stringify({ machine: machine(), figures })}\n` : tableOf(machine(), figures));
};

// A peer leaves connections open that the server ends when it stops; nothing is measured any more then.
process.on('uncaughtException', (error: Error & { code?: string }) => { if (error.code !== '57P01') { process.stderr.write(`${error.stack ?? error.message}\n`); process.exit(1); } });
void main().then(() => process.exit(0), (error: unknown) => { process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`); process.exit(1); });
