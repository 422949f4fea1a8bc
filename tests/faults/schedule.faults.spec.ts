import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SmallDisk } from './disk-full';

jest.setTimeout(170_000);

/** What `npm run faults` prints with these arguments. */
const faults = async (...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [join(__dirname, 'main.cjs'), ...args],
    { timeout: 160_000, killSignal: 'SIGTERM' },
  ).catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr.replaceAll(/^\(.*\n/gm, '');
};

/**
 * Whether this user may mount a small disk; where not, the specs that fill one are skipped, and counted as
 * such.
 */
const mayMount = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-disk-'));
  try {
    new SmallDisk(folder).remove();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('the whole system under load', () => {
  it('loses nothing, books nothing twice and comes to rest after twenty seconds of faults', async () => {
    expect(await faults('--seed', '3', '--seconds', '20')).toMatch(/1 schedules passed, 0 failed\n$/);
  });

  it('holds with two instances of each service, four of them killed', async () => {
    expect(await faults('--seed', '15', '--seconds', '20', '--instances', '2')).toMatch(
      /1 schedules passed, 0 failed\n$/,
    );
  });

  (mayMount() ? it : it.skip).each([
    ['refuses with 503 while the disk of PostgreSQL is full, and continues when there is room', 'postgres'],
    ['continues with two brokers when the disk of the third is full', 'kafka-1'],
  ])('%s', async (_, server) => {
    expect(await faults('--seed', '9', '--seconds', '40', '--disk-full', server)).toMatch(
      /1 schedules passed, 0 failed\n$/,
    );
  });
});
