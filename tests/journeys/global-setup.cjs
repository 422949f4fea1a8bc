// Starts the whole stack as a user does, on ports and a data folder of its own, and waits until it is ready.
const { spawn } = require('node:child_process');
const { mkdtempSync, chmodSync, openSync, readFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { freePorts } = require('@canbao/infra-local/free-ports');

module.exports = async () => {
  const root = join(__dirname, '../..');
  const data = mkdtempSync(join(tmpdir(), 'canbao-journey-'));
  chmodSync(data, 0o755);
  const [port] = await freePorts(13);
  const log = join(data, 'start.log');
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [join(root, 'infra/local/dist/start.js')], {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, PORT: String(port), CANBAO_DATA: data },
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  for (const until = Date.now() + 120_000; !readFileSync(log, 'utf8').includes('Ready:');) {
    if (ended || Date.now() > until)
      throw new Error(`the stack did not start:\n${readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  process.env.CANBAO_CREDENTIALS = join(data, 'credentials.json');
  globalThis.canbaoStack = { child, data };
};
