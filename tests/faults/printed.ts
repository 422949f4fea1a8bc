import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Only a run that hangs needs so long, on a busy machine too. */
const [runMs, afterMs] = [290_000, 10_000];
/** What a spec that waits for one run gives it. */
export const patienceMs = runMs + afterMs;

/** What `npm run faults` prints with these arguments. */
export const printed = async (...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [join(__dirname, 'main.cjs'), ...args],
    { timeout: runMs, killSignal: 'SIGTERM' },
  ).catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr.replaceAll(/^\(.*\n/gm, '');
};
