// Starts the whole stack as a user does, on its own ports and data folder, and waits until it is ready.
const { spawn } = require('node:child_process');
const { mkdtempSync, chmodSync, openSync, readFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { freePorts } = require('@canbao/infra-local/free-ports');
const { prepareStatementCounts } = require('@canbao/bench/counting-server');
const { waitFor } = require('@canbao/runtime');

module.exports = async () => {
  const root = join(__dirname, '../..');
  const data = mkdtempSync(join(tmpdir(), 'canbao-journey-'));
  chmodSync(data, 0o755);
  await prepareStatementCounts(data);
  const [port] = await freePorts(13);
  const log = join(data, 'start.log');
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [join(root, 'infra/local/dist/start.js')], {
    cwd: root,
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      PORT: String(port),
      CANBAO_DATA: data,
      // One bank closes its counters for deferred months a week before the others.
      RULE_CONFIG: JSON.stringify({ 'deferral.channelCloseAt': { icbc: '2023-12-25T00:00:00+08:00' } }),
    },
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  const isReady = async () => (ended || readFileSync(log, 'utf8').includes('Ready:') ? true : undefined);
  const isOver = await waitFor(isReady, { timeoutMs: 120_000, everyMs: 200 });
  if (ended || isOver === undefined)
    throw new Error(`the stack did not start:\n${readFileSync(log, 'utf8')}`);
  process.env.CANBAO_CREDENTIALS = join(data, 'credentials.json');
  globalThis.canbaoStack = { child, data };
};
