import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '@canbao/infra-local/free-ports';
import { startPostgres } from '@canbao/infra-local/postgres';
import { hunt } from './hunt';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});

/** `npm run gap-hunter -- --events 1000000 --seed 1`: the long hunt, on its own PostgreSQL. */
const main = async (): Promise<number> => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-hunt-'));
  chmodSync(data, 0o755);
  const [port = 0] = await freePorts(1);
  const postgres = await startPostgres(data, port, 'hunt');
  try {
    const { events, read, rolledBack, conflicts, skipped, inverted, seconds } = await hunt(
      postgres.url,
      'ours',
      Number(values.events),
      Number(values.seed),
    );
    process.stdout.write(
      `${events} events by 8 writers in ${seconds.toFixed(1)} s (${Math.round(events / seconds)}/s), ` +
        `${rolledBack} appends rolled back, ${conflicts} conflicts; ` +
        `3 readers read ${read}: ${skipped} skipped, ${inverted} inverted\n`,
    );
    return skipped + inverted === 0 ? 0 : 1;
  } finally {
    await postgres.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

void main().then((code) => process.exit(code));
