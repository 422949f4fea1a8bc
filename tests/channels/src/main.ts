import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '@canbao/infra-local/free-ports';
import { waitFor } from '@canbao/runtime';
import type { Row } from './play';
import { channelNames, playChannels, reportText, scenarios, type Wanted } from './program';
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
  await waitFor(isReady, { timeoutMs: 300_000, everyMs: 200 });
  if (child.exitCode !== null || !said().includes('Ready:')) {
    child.kill('SIGINT');
    throw new Error(`the stack did not start:\n${said()}`);
  }
  const credentials = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as Credentials;
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { credentials, stop };
};

const usage = 'npm run channels -- [--list] [--channel ccb,wechat] [--scenario pay,"day end"] [--plant ccb]';

/** `--channel ccb,wechat`: some of the channels, or scenarios. `--plant ccb`: a difference to be found. */
const wantedIn = (args: readonly string[]): Wanted & { readonly list?: boolean } => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      list: { type: 'boolean' },
      channel: { type: 'string' },
      scenario: { type: 'string' },
      plant: { type: 'string' },
    },
  });
  return {
    ...(values.list === true ? { list: true } : {}),
    ...(values.channel === undefined ? {} : { channels: among(values.channel, channelNames) }),
    ...(values.scenario === undefined ? {} : { scenarios: among(values.scenario, scenarios) }),
    ...(values.plant === undefined ? {} : { plant: among(values.plant, channelNames).join('') }),
  };
};

const among = (text: string, names: readonly string[]): readonly string[] =>
  text.split(',').map((name) => {
    if (!names.includes(name))
      throw new Error(`There is no ${name}; there are ${names.join(', ')}.\n${usage}`);
    return name;
  });

const main = async (): Promise<void> => {
  const { list = false, ...wanted } = wantedIn(process.argv.slice(2));
  if (list) {
    process.stdout.write(
      `${usage}\nchannels:  ${channelNames.join(', ')}\nscenarios: ${scenarios.join(', ')}\n`,
    );
    return;
  }
  const began = performance.now();
  const { credentials, stop } = await started();
  try {
    const ready = performance.now();
    const tell = ({ channel, scenario, result }: Row): void => {
      const seconds = ((performance.now() - ready) / 1000).toFixed(0);
      process.stderr.write(`${seconds.padStart(4)} s  ${channel}, ${scenario}: ${result}\n`);
    };
    const report = await playChannels(credentials, { ...wanted, tell });
    const [start, played] = [ready - began, performance.now() - ready].map((ms) => (ms / 1000).toFixed(0));
    process.stdout.write(`${reportText(report)}Stack started in ${start} s, played in ${played} s.\n`);
    if (report.differences.length > 0) process.exitCode = 1;
  } finally {
    await stop();
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
