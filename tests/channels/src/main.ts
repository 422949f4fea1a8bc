import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@canbao/infra-local/free-ports';
import { waitFor } from '@canbao/runtime';
import { playChannels, reportText } from './program';
import type { Credentials } from './rig';

const root = join(__dirname, '../../..');

/** Starts the stack as a user does, on ports and in a folder of its own. */
const started = async () => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-channels-'));
  const log = join(data, 'start.log');
  const output = openSync(log, 'a');
  const [port] = await freePorts(13);
  const child = spawn(process.execPath, [join(root, 'infra/local/dist/start.js')], {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, PORT: String(port), CANBAO_DATA: data },
  });
  const said = (): string => readFileSync(log, 'utf8');
  const isReady = async () => (child.exitCode !== null || said().includes('Ready:') ? true : undefined);
  await waitFor(isReady, { timeoutMs: 180_000, everyMs: 200 });
  if (child.exitCode !== null || !said().includes('Ready:'))
    throw new Error(`the stack did not start:\n${said()}`);
  const credentials = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as Credentials;
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { credentials, stop };
};

/** `--channels ccb,wechat` and `--scenarios pay,refund` play a part. */
const listOf = (name: string): readonly string[] | undefined => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1]?.split(',');
};

const main = async (): Promise<void> => {
  const { credentials, stop } = await started();
  try {
    const [channels, scenarios] = [listOf('channels'), listOf('scenarios')];
    const report = await playChannels(credentials, {
      ...(channels === undefined ? {} : { channels }),
      ...(scenarios === undefined ? {} : { scenarios }),
    });
    process.stdout.write(`${reportText(report)}`);
    if (report.differences.length > 0) process.exitCode = 1;
  } finally {
    await stop();
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
