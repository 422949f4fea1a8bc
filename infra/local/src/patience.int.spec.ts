import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'patience-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command as `npm start` runs what it installs: all that was said, and the result. */
const patiently = async (command: string, args: readonly string[], more: object = {}) => {
  const what = { what: 'Installing', command, args, options: { cwd: folder }, silenceMs: 1500, ...more };
  const script = `
    import { patiently } from ${JSON.stringify(join(__dirname, '../patience.mjs'))};
    const said = [];
    const result = await patiently({ ...${JSON.stringify(what)}, say: (line) => said.push(line) });
    console.log(JSON.stringify({ said, ...result }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as { said: string[]; code: number; output: string };
};

/** A registry that takes the first calls and never answers them. */
const registry = (stalls: number): Promise<{ url: string; calls: () => number; server: Server }> => {
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    if (calls <= stalls) return;
    const versions = { '1.0.0': { name: 'there', version: '1.0.0', dist: { tarball: '', shasum: '' } } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: 'there', 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, calls: () => calls, server });
    });
  });
};
/** npm itself, asking the registry for a package. */
const npmView = ['view', 'there', 'version', '--cache', join(folder, 'cache'), '--registry'];

describe('a command that fetches', () => {
  it('is tried again with a sentence when the registry stalls, and then succeeds', async () => {
    const { url, calls, server } = await registry(1);
    const { said, code, output } = await patiently('npm', [...npmView, url]);
    server.close();
    expect(said.filter((line) => /stood still/.test(line))).toEqual([
      'Installing stood still for 2 s: the network or the registry does not answer. Trying again (2 of 3).',
    ]);
    expect([code, output.trim(), calls()]).toEqual([0, '1.0.0', 2]);
  });

  it('fails with a sentence when the registry never answers', async () => {
    const { url, calls, server } = await registry(Infinity);
    const { code, output } = await patiently('npm', [...npmView, url], { tries: 2 });
    server.closeAllConnections();
    server.close();
    expect(code).toBe(1);
    expect(output).toMatch(/Installing stood still for 2 s, 2 times. Is the network or the registry down\?$/);
    expect(calls()).toBe(2);
  });

  it('shows how far it is, and is not taken for still while it works', async () => {
    const file = join(folder, 'works.cjs');
    // Silent, but reading as a download does.
    writeFileSync(
      file,
      `const { readFileSync } = require('node:fs');
      console.log('unpacking');
      const read = () => { for (let n = 0; n < 20; n += 1) readFileSync(process.execPath); };
      const reading = setInterval(read, 300);
      setTimeout(() => clearInterval(reading), 4000);`,
    );
    const { said, code } = await patiently(process.execPath, [file], { tellMs: 1000 });
    expect(code).toBe(0);
    expect(said.slice(0, 2)).toEqual(['Installing: 1 s, unpacking', 'Installing: 2 s, unpacking']);
    expect(said.join()).not.toMatch(/stood still/);
  });

  it('fails at once with what it said', async () => {
    const { said, code, output } = await patiently(process.execPath, [
      '-e',
      'console.log("no room"); process.exit(4)',
    ]);
    expect([said, code, output]).toEqual([[], 4, 'no room\n']);
  });

  it('that ignores being asked to end is ended by force', async () => {
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    const { code } = await patiently(process.execPath, ['-e', script], { tries: 1 });
    expect(code).toBe(1);
  });
});
