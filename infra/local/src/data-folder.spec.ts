import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@canbao/runtime';
import { copyOn, DataFolder } from './data-folder';
import { identified, isRunning } from './identity';
import { StartFault } from './settings';

const folders: string[] = [];
const children: ChildProcess[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  folders.push(folder);
  return folder;
};
/** A process that ends only when it is told to, or by force. */
const program = (script = 'setInterval(() => {}, 1000); console.log("up")'): Promise<number> => {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve(child.pid ?? 0));
  });
};
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
const running = (folder: string): { starter: object; processes: object[] } =>
  JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
const write = (folder: string, use: object): void =>
  writeFileSync(join(folder, 'running.json'), JSON.stringify(use));

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('a data folder', () => {
  it('serves one copy: the second is told the port of the first, and touches nothing', async () => {
    const data = newFolder();
    const first = DataFolder.claim(data, 8080);
    await first.clear();
    const before = filesOf(data);
    expect(() => DataFolder.claim(data, 9090)).toThrow(StartFault);
    expect(() => DataFolder.claim(data, 9090)).toThrow(/is in use by the copy on port 8080/);
    expect(filesOf(data)).toEqual(before);
    expect(copyOn(data)?.port).toBe(8080);
    first.release();
    const second = DataFolder.claim(data, 9090);
    second.release();
    expect(copyOn(data)).toBeUndefined();
  });

  it('is free again when its copy was killed, and what that left running is stopped', async () => {
    const data = newFolder();
    const killed = DataFolder.claim(data, 8080);
    await killed.clear();
    const pids = [
      await program(),
      await program("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"),
    ];
    killed.began('payment', pids[0] ?? 0);
    killed.over(pids[0] ?? 0);
    killed.began('PostgreSQL', pids[0] ?? 0);
    killed.began('payment', await program());
    const left = running(data);
    killed.release();
    write(data, left);
    const next = DataFolder.claim(data, 8080);
    expect(await next.clear()).toEqual(['PostgreSQL', 'payment']);
    expect(isRunning(identified('x', pids[0] ?? 0))).toBe(false);
    expect(isRunning(identified('x', pids[1] ?? 0))).toBe(true);
    expect(running(data).processes).toEqual([]);
    next.release();
  });

  it('leaves a stranger alone that has got the number of one of its processes', async () => {
    const data = newFolder();
    const pid = await program();
    const stranger = identified('payment', pid);
    write(data, {
      port: 8080,
      starter: { ...stranger, began: 'an hour before' },
      processes: [{ ...stranger, began: 'an hour before' }],
    });
    expect(copyOn(data)).toBeUndefined();
    const next = DataFolder.claim(data, 8080);
    expect(await next.clear()).toEqual([]);
    expect(isRunning(stranger)).toBe(true);
    next.release();
  });
});

describe('a process', () => {
  it('is no longer running when it has ended, even while its parent has not asked for it', async () => {
    const pid = await program();
    const known = identified('x', pid);
    expect(isRunning(known)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(
      await waitFor(async () => (isRunning(known) ? undefined : true), { timeoutMs: 5000, everyMs: 10 }),
    ).toBe(true);
  });
});
