import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePorts } from '@canbao/infra-local/free-ports';
import type { Credentials } from '@canbao/infra-local/keys';
import { startPostgres } from '@canbao/infra-local/postgres';
import { waitFor } from '@canbao/runtime';

export const root = join(__dirname, '../..');
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Settings without which an acknowledged commit could be lost; a figure from such a server means nothing. */
export const refuseUnsafeServer = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const { rows } = await client.query<Record<string, string>>(`show ${setting}`);
      if (rows[0]?.[setting] !== 'on')
        throw new Error(
          `PostgreSQL runs with ${setting}=${rows[0]?.[setting]}: ` +
            'nothing is measured on a server that is not durable.',
        );
    }
  } finally {
    await client.end();
  }
};

/** A folder for servers, on the disk of temporary files, removed when the work is done. */
export const withFolder = async <T>(work: (data: string) => Promise<T>): Promise<T> => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-bench-'));
  chmodSync(data, 0o755);
  try {
    return await work(data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
};

/** A durable PostgreSQL of its own while the work runs. */
export const withPostgres = <T>(work: (url: string, data: string) => Promise<T>): Promise<T> =>
  withFolder(async (data) => {
    const [port] = await freePorts(1);
    const server = await startPostgres(data, port as number, 'bench');
    try {
      await refuseUnsafeServer(server.url);
      return await work(server.url, data);
    } finally {
      await server.stop();
    }
  });

export interface Stack {
  readonly credentials: Credentials;
  readonly port: number;
  readonly data: string;
  readonly secondsToReady: number;
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  await ended;
};

/**
 * Starts the whole system with `npm start`, or with the part of it after the build, and stops it after the
 * work.
 */
export const withStack = async <T>(
  data: string,
  work: (stack: Stack) => Promise<T>,
  script = 'infra/local/dist/start.js',
  args: readonly string[] = [],
  cwd = root,
): Promise<T> => {
  mkdirSync(data, { recursive: true });
  const [port = 0] = await freePorts(13);
  const log = join(data, 'start.log');
  const output = openSync(log, 'w');
  const began = performance.now();
  const child = spawn(process.execPath, [join(cwd, script), ...args], {
    cwd,
    stdio: ['ignore', output, output],
    env: { ...process.env, PORT: String(port), CANBAO_DATA: data, LOG_LEVEL: 'warn' },
  });
  try {
    const hasEnded = (): boolean => child.exitCode !== null;
    const look = async () => (hasEnded() || readFileSync(log, 'utf8').includes('Ready:') ? true : undefined);
    const isOver = await waitFor(look, { timeoutMs: 900_000, everyMs: 20 });
    if (hasEnded() || isOver === undefined)
      throw new Error(`the system did not start:\n${readFileSync(log, 'utf8')}`);
    const secondsToReady = (performance.now() - began) / 1000;
    const credentials = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as Credentials;
    await refuseUnsafeServer(credentials.postgres.url);
    return await work({ credentials, port, data, secondsToReady });
  } finally {
    await stop(child);
  }
};
