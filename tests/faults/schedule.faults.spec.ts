import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(170_000);

describe('the whole system under load', () => {
  it('loses nothing, books nothing twice and comes to rest after twenty seconds of faults', async () => {
    const run = await promisify(execFile)(process.execPath, [join(__dirname, 'main.cjs'), '--seed', '3', '--seconds', '20'], { timeout: 160_000, killSignal: 'SIGTERM' })
      .catch((error: { stdout: string; stderr: string }) => error);
    expect(run.stdout + run.stderr.replaceAll(/^\(.*\n/gm, '')).toMatch(/1 schedules good, 0 failed\n$/);
  });
});
