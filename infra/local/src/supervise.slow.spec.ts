import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@canbao/runtime';
import { identified, isRunning } from './identity';
import { lastLines, rotate } from './logs';
import { Crew, type Program } from './supervise';

const folder = mkdtempSync(join(tmpdir(), 'supervise-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that says its number and does what the script says. */
const program = (name: string, script: string, answers = () => Promise.resolve(true)): Program => ({
  name,
  log: join(folder, `${name}.log`),
  command: process.execPath,
  args: ['-e', `console.log('number ' + process.pid); ${script}`],
  cwd: folder,
  env: {},
  answers,
});
const stays = 'setInterval(() => {}, 1000)';
const numbers = (name: string): number[] => {
  const file = join(folder, `${name}.log`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...text.matchAll(/number (\d+)/g)].map((match) => Number(match[1]));
};
const numbered = (name: string, count: number) => async (): Promise<boolean> => numbers(name).length >= count;
const eventually = async (ask: () => Promise<boolean>): Promise<void> =>
  void expect(
    await waitFor(async () => ((await ask()) ? true : undefined), { timeoutMs: 20_000, everyMs: 20 }),
  ).toBe(true);
const told = (): string[] => {
  const lines: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
};
afterEach(() => jest.restoreAllMocks());

describe('a supervised program', () => {
  it('that dies is told with its last lines and started again, and is registered each time', async () => {
    const lines = told();
    const heard: string[] = [];
    const crew = new Crew({
      register: { began: (name) => heard.push(`began ${name}`), over: () => heard.push('over') },
    });
    await crew.supervise(program('dies', stays, numbered('dies', 1))).ready();
    process.kill(numbers('dies')[0] ?? 0, 'SIGKILL');
    await eventually(numbered('dies', 2));
    await crew.stop();
    expect(lines.join('')).toMatch(
      /^dies ended with SIGKILL. It is started again. Its last lines:\nnumber \d+\n/,
    );
    expect(heard).toEqual(['began dies', 'over', 'began dies', 'over']);
  });

  it('that dies again and again stays down, and the start says so', async () => {
    const lines = told();
    const crew = new Crew({ restartsMax: 1 });
    const never = crew.supervise(program('never', 'process.exit(3)', () => Promise.resolve(false)));
    await expect(never.ready()).rejects.toThrow(
      /^never did not become ready .* Its last lines:\nnumber \d+/s,
    );
    expect(lines.join('')).toContain('never ended with 3. After 2 times it stays down');
  });

  it('whose command does not exist is told, and nothing else ends', async () => {
    told();
    const crew = new Crew({ restartsMax: 0 });
    const missing = {
      ...program('missing', ''),
      command: join(folder, 'nothing'),
      answers: async () => false,
    };
    await expect(crew.supervise(missing).ready()).rejects.toThrow(/^missing did not become ready/);
    await crew.stop();
  });
});

describe('a crew', () => {
  it('stops everything, the youngest first, also what is still starting or runs once', async () => {
    const crew = new Crew();
    crew.supervise(program('first', stays));
    crew.supervise(program('second', stays, () => Promise.resolve(false)));
    const once = crew.run(program('once', stays)).catch(String);
    await eventually(async () =>
      (await Promise.all(['first', 'second', 'once'].map((name) => numbered(name, 1)()))).every(Boolean),
    );
    const all = ['first', 'second', 'once'].flatMap(numbers).map((pid) => identified('x', pid));
    const said: string[] = [];
    await crew.stop((sentence) => said.push(sentence));
    expect(said).toEqual(['stopped once', 'stopped second', 'stopped first']);
    expect(all.map(isRunning)).toEqual([false, false, false]);
    expect(await once).toMatch(/being stopped/);
    expect(() => crew.supervise(program('late', stays))).toThrow(/was not started/);
    expect(numbers('late')).toEqual([]);
  });

  it('says why a program that runs once failed', () =>
    expect(new Crew().run(program('fails', 'console.log("no room"); process.exit(1)'))).rejects.toThrow(
      /^fails failed \(1\); .*fails.log says why. Its last lines:\nnumber \d+\nno room$/,
    ));

  it('writes logs that only the owner can read', async () => {
    const crew = new Crew();
    await crew.supervise(program('secret', stays, numbered('secret', 1))).ready();
    await crew.stop();
    expect(statSync(join(folder, 'secret.log')).mode & 0o777).toBe(0o600);
  });
});

describe('a log', () => {
  it('that is too long is kept once, and its writer goes on at the start', async () => {
    const log = join(folder, 'long.log');
    await writeFile(log, 'old\n'.repeat(300));
    expect(await rotate(log, 1000)).toBe(true);
    await appendFile(log, 'new\n');
    expect(await rotate(log, 1000)).toBe(false);
    expect(readFileSync(log, 'utf8')).toBe('new\n');
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('old\n'.repeat(300));
    expect(await rotate(join(folder, 'none.log'))).toBe(false);
  });

  it('is read from its end', async () => {
    const log = join(folder, 'tail.log');
    await writeFile(log, `${'x'.repeat(100_000)}\none\ntwo\n`);
    expect(lastLines(log, 2)).toBe('one\ntwo');
    expect(lastLines(join(folder, 'none.log'))).toBe('');
  });
});
