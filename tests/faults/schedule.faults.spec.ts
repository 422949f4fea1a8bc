import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(170_000);

/** What `npm run faults` says with these arguments. */
const faults = async (...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [join(__dirname, 'main.cjs'), ...args],
    { timeout: 160_000, killSignal: 'SIGTERM' },
  ).catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr.replaceAll(/^\(.*\n/gm, '');
};

describe('the whole system under load', () => {
  it('loses nothing, books nothing twice and comes to rest after twenty seconds of faults', async () => {
    expect(await faults('--seed', '3', '--seconds', '20')).toMatch(/1 schedules passed, 0 failed\n$/);
  });

  it.each([
    ['refuses with 503 while the disk of PostgreSQL is full, and goes on when there is room', 'postgres'],
    ['goes on with two brokers when the disk of the third is full', 'kafka-1'],
  ])('%s', async (_, server) => {
    const said = await faults('--seed', '9', '--disk-full', server);
    if (said.startsWith('skipped')) return void process.stderr.write(`disk full: ${said}`);
    expect(said).toMatch(/1 schedules passed, 0 failed\n$/);
    return undefined;
  });
});
