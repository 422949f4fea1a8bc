import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listening } from './listening';
import { eventually } from './service';

/** The sandbox of a spec. */
export interface SandboxProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the built sandbox on a port of its own and waits until it is ready. `settings` are added to those
 * that it needs.
 */
export const startSandbox = async (
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<SandboxProcess> => {
  const url = await freeAddress();
  const child = spawn(process.execPath, [join(__dirname, '../../apps/sandbox/dist/main.js')], {
    stdio: 'inherit',
    env: {
      ...process.env,
      SERVICE_PORT: new URL(url).port,
      DATABASE_URL: databaseUrl,
      PLATFORM_URL: 'http://127.0.0.1:1/v1',
      CANBAO_PROFILE: 'sandbox',
      ...settings,
    },
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(isReady, (ready) => ready);
  return { url, stop };
};

const freeAddress = async (): Promise<string> => {
  const probe = createServer();
  const url = await listening(probe);
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  return url;
};
