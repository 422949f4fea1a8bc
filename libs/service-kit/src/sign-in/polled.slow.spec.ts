import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pause, waitFor } from '@canbao/runtime';
import { listening } from '@canbao/test-servers/listening';
import { Polled } from './polled';

const times = { every: 20, stale: 300, refreshPause: 100, timeout: 50 };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const read = (json: unknown): { readonly n: number } => {
  if (typeof (json as { n?: unknown }).n !== 'number') throw new Error('no number');
  return json as { n: number };
};

describe('a document that is polled', () => {
  let server: Server;
  let url: string;
  let asked: number;
  let answer: () => { status?: number; text: string } | undefined;
  let polled: Polled<{ readonly n: number }>;
  const of = (change: Partial<typeof times> = {}): typeof polled =>
    (polled = new Polled('keys', url, read, log, { ...times, ...change }));
  /** Waits for a value of the document, or for none. */
  const until = async (n: number | undefined): Promise<boolean> =>
    (await waitFor(async () => polled.current()?.n === n || undefined, { timeoutMs: 5000, everyMs: 10 })) ===
    true;

  beforeEach(async () => {
    asked = 0;
    answer = () => ({ text: '{"n":1}' });
    server = createServer((_, response) => {
      asked += 1;
      const given = answer();
      if (given !== undefined) response.writeHead(given.status ?? 200).end(given.text);
    });
    url = `${await listening(server)}/`;
  });
  afterEach(async () => {
    await polled.stop();
    server.closeAllConnections();
    server.close();
  });

  it('is there once it was read, and the same object until it changes', async () => {
    await of().start();
    const first = polled.current();
    expect(first).toEqual({ n: 1 });
    await pause(100);
    expect(polled.current()).toBe(first);
    answer = () => ({ text: '{"n":2}' });
    expect(await until(2)).toBe(true);
  });

  it('is waited for at the start', async () => {
    answer = () => ({ status: 503, text: '' });
    const starting = of().start();
    await pause(50);
    expect(polled.current()).toBeUndefined();
    answer = () => ({ text: '{"n":3}' });
    await starting;
    expect(polled.current()).toEqual({ n: 3 });
  });

  it.each([
    ['answers with an error', () => ({ status: 500, text: '{"n":2}' })],
    ['sends elsewhere', () => ({ status: 302, text: '{"n":2}' })],
    ['says nothing', () => undefined],
    ['answers with a page', () => ({ text: '<html>' })],
    ['answers with another document', () => ({ text: '{"m":2}' })],
  ])('holds for a while, and no longer, while its server %s', async (_, wrong) => {
    await of().start();
    answer = wrong;
    await pause(100);
    expect(polled.current()).toEqual({ n: 1 });
    expect(await until(undefined)).toBe(true);
    answer = () => ({ text: '{"n":4}' });
    expect(await until(4)).toBe(true);
  });

  it('is read again at once for who asks, but not more often than its server can bear', async () => {
    await of({ every: 60_000, stale: 60_000, refreshPause: 60_000, timeout: 5_000 }).start();
    answer = () => ({ text: '{"n":5}' });
    await Promise.all(Array.from({ length: 50 }, () => polled.refresh()));
    expect([asked, polled.current()]).toEqual([1, { n: 1 }]);
    await polled.stop();
    answer = () => ({ text: '{"n":1}' });
    await of({ every: 60_000, stale: 60_000, refreshPause: 0, timeout: 5_000 }).start();
    answer = () => ({ text: '{"n":5}' });
    await Promise.all(Array.from({ length: 50 }, () => polled.refresh()));
    expect([asked, polled.current()]).toEqual([3, { n: 5 }]);
  });

  it('that cannot be read is not asked for more often either', async () => {
    const refreshPause = 1000;
    await of({ every: 60_000, stale: 60_000, refreshPause }).start();
    answer = () => ({ status: 500, text: '' });
    await pause(refreshPause + 20);
    for (let n = 0; n < 50; n += 1) await polled.refresh();
    expect(asked).toBe(2);
  });

  it('may be a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polled-'));
    const file = join(folder, 'a.json');
    writeFileSync(file, '{"n":6}');
    url = pathToFileURL(file).href;
    await of().start();
    expect(polled.current()).toEqual({ n: 6 });
    writeFileSync(file, '{"n":7}');
    expect(await until(7)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
