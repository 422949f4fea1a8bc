import { existsSync } from 'node:fs';
import { waitFor } from '@canbao/runtime';
import { copyOn, DataFolder } from './data-folder';
import { isRunning, signal } from './identity';
import { readSettings, StartFault } from './settings';

const patienceMs = 120_000;
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** Stops the copy that uses the data folder, and what a copy that was killed has left running. */
const stop = async ({ data, ports }: ReturnType<typeof readSettings>): Promise<void> => {
  if (!existsSync(data)) return say(`There is no data folder ${data}, so nothing runs there.`);
  const copy = copyOn(data);
  if (copy !== undefined) {
    const { port, starter } = copy;
    say(`Stopping the copy on port ${port}`);
    signal(starter, 'SIGTERM');
    const isOver = async (): Promise<true | undefined> => (isRunning(starter) ? undefined : true);
    if ((await waitFor(isOver, { timeoutMs: patienceMs, everyMs: 100 })) === undefined)
      throw new StartFault(`Process ${starter.pid} did not end within ${patienceMs / 1000} s.`);
  }
  const folder = DataFolder.claim(data, ports.portal);
  const left = await folder.clear();
  folder.release();
  if (left.length > 0) say(`stopped ${left.join(', ')}, which a start that was killed had left behind`);
  say(copy === undefined && left.length === 0 ? `Nothing runs on ${data}.` : 'All is stopped.');
};

void (async () => stop(readSettings(process.env)))().catch((error: unknown) => {
  process.stderr.write(`${error instanceof StartFault ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
