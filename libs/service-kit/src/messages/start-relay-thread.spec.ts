import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@canbao/runtime';
import type { RelaySetup } from './relay';
import { startRelayThread } from './start-relay-thread';

const folder = mkdtempSync(join(tmpdir(), 'relay-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A thread's file with this program; `port` is the way back to the service. */
const file = (name: string, program: string): string => {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(path, `const { parentPort: port } = require('node:worker_threads');\n${program}`);
  return path;
};
const waits = `port.postMessage('checked');
  port.on('message', (message) => (message === 'stop' ? port.close() : undefined));`;

const start = (path: string) => {
  const logged: object[] = [];
  let fatal: () => void = () => undefined;
  const ended = new Promise<'ended'>((resolve) => {
    fatal = () => resolve('ended');
  });
  const onFatal = jest.fn(() => fatal());
  const relay = startRelayThread(path)({
    log: { info: jest.fn(), warn: jest.fn(), error: (fields: object) => void logged.push(fields) },
    onFatal,
  } as unknown as RelaySetup);
  return { relay, ended, onFatal, logged };
};

describe('a relay in a thread', () => {
  it('is ready once it has checked the database, and stops without ending the service', async () => {
    const { relay, onFatal } = start(file('good', waits));
    await relay.ready;
    await relay.stop();
    expect(onFatal).not.toHaveBeenCalled();
  });

  it('ends the service when it ends', async () => {
    const { relay, ended } = start(
      file('ends', `port.postMessage('checked'); setTimeout(() => process.exit(0), 20);`),
    );
    await relay.ready;
    expect(await ended).toBe('ended');
  });

  it('ends the service, with an alarm, when it fails', async () => {
    const { ended, relay, logged } = start(
      file('fails', `port.postMessage('checked'); setTimeout(() => { throw new Error('no memory'); }, 20);`),
    );
    await relay.ready;
    expect(await ended).toBe('ended');
    expect(logged).toEqual([{ alarm: 'relay-thread', fault: expect.stringContaining('no memory') }]);
  });

  it('is never ready, and ends the service, when it ends before its check', async () => {
    const { relay, ended } = start(file('rolled-back', ''));
    await expect(relay.ready).rejects.toThrow('the relay did not start');
    expect(await ended).toBe('ended');
  });

  it('ends the service when its file does not exist', async () => {
    const { relay, ended, logged } = start(join(folder, 'missing.cjs'));
    await expect(relay.ready).rejects.toThrow('the relay did not start');
    expect(await ended).toBe('ended');
    expect(logged).toMatchObject([{ alarm: 'relay-thread' }]);
  });

  it('is woken once for many appends', async () => {
    const wakes = join(folder, 'wakes');
    writeFileSync(wakes, '');
    const appends = `require('node:fs').appendFileSync(${JSON.stringify(wakes)}, 'wake ')`;
    const { relay } = start(
      file(
        'counts',
        `port.postMessage('checked');
        port.on('message', (message) => (message === 'stop' ? port.close() : ${appends}));`,
      ),
    );
    await relay.ready;
    for (let append = 0; append < 50; append += 1) relay.wake();
    await waitFor(async () => readFileSync(wakes, 'utf8') || undefined, { timeoutMs: 5_000, everyMs: 10 });
    await relay.stop();
    expect(readFileSync(wakes, 'utf8')).toBe('wake ');
  });
});
