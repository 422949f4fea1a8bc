import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartFault } from './settings';

/** Who PostgreSQL runs as; it refuses to run as root. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const isRoot = (): boolean => process.getuid?.() === 0;

const idOf = (option: '-u' | '-g'): number | undefined => {
  const { status, stdout } = spawnSync('id', [option, 'postgres'], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
};

/** The user `postgres`, made if this is root and there is none; undefined for any other user. */
export const postgresUser = (): User | undefined => {
  if (!isRoot()) return undefined;
  // Another start may be making it at this moment: useradd waits for nobody.
  for (let tries = 0; idOf('-u') === undefined && tries < 5; tries += 1) {
    spawnSync('groupadd', ['--system', '--force', 'postgres']);
    spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid === undefined || gid === undefined)
    throw new StartFault(
      'PostgreSQL does not run as root, and a user for it could not be made. Make one, for example with ' +
        'useradd --system postgres, or start as another user.',
    );
  return { uid, gid };
};

const canEnter = (folder: string, user: User): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status ===
  0;

/** PostgreSQL's own programs call each other through a shell with the path in double quotes. */
const isPlain = (path: string): boolean => !/["$`\\!\n]/.test(path);

const runs = (program: string, user: User | undefined): boolean =>
  spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;

/** Folders of this machine that everybody can enter, for what cannot stay where it is; best first. */
const places = (): readonly string[] =>
  isRoot()
    ? ['/var/lib/canbao', '/opt/canbao', '/var/tmp/canbao']
    : [
        join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'canbao'),
        `/var/tmp/canbao-${process.getuid?.()}`,
      ];

/** The first of them that can be made, is ours, and can be entered. */
const place = (user: User | undefined): string => {
  const usable = (folder: string): boolean => {
    if (!isPlain(folder)) return false;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      // Somebody else's folder of this name would give them the database.
      const { uid } = lstatSync(folder);
      if (uid !== process.getuid?.()) return false;
      chmodSync(folder, 0o711);
      return user === undefined || canEnter(folder, user);
    } catch {
      return false;
    }
  };
  const found = places().find(usable);
  if (found !== undefined) return found;
  throw new StartFault(
    `PostgreSQL needs a folder that its user can enter; none of ${places().join(', ')} can be used. ` +
      'Set CANBAO_DATA to a folder that every user can enter.',
  );
};

/**
 * The folder with PostgreSQL's programs: where they are installed, or a copy where its user cannot reach
 * that place or its path would break a shell.
 */
export const programsFor = (user: User | undefined, installed: string): string => {
  if (isPlain(installed) && runs(join(installed, 'bin/postgres'), user)) return installed;
  const { version } = JSON.parse(readFileSync(join(installed, '../package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(place(user), `postgresql-${version}`);
  if (runs(join(copy, 'bin/postgres'), user)) return copy;
  const fresh = `${copy}.${process.pid}`;
  const readable = process.umask(0o022);
  try {
    cpSync(installed, fresh, { recursive: true, verbatimSymlinks: true });
    chmodSync(fresh, 0o755);
  } finally {
    process.umask(readable);
  }
  rmSync(copy, { recursive: true, force: true });
  renameSync(fresh, copy);
  return copy;
};

/** Lets PostgreSQL's user pass through the data folder, and nobody else. */
const openTo = (user: User, data: string): void => {
  const { uid, mode } = statSync(data);
  if (uid !== 0 || (mode & 0o001) !== 0 || !isOurs(data)) return;
  chownSync(data, 0, user.gid);
  chmodSync(data, (mode & 0o777) | 0o010);
};

/** A folder that somebody uses for other things as well keeps its mode. */
export const isOurs = (data: string): boolean => existsSync(join(data, 'keys.json'));

/**
 * The folder of the database in a data folder. Where PostgreSQL's user cannot enter, it lies elsewhere and
 * the data folder has a link to it, which the next start follows; `said` hears where.
 */
export const databaseFolder = (
  data: string,
  user: User | undefined,
  said: (sentence: string) => void,
): string => {
  const folder = join(data, 'postgres');
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) return followed(folder);
  if (user === undefined) return folder;
  openTo(user, data);
  if (canEnter(data, user)) return folder;
  const project = basename(dirname(data)).replaceAll(/[^\w-]/g, '') || 'data';
  const own = join(place(user), `${project}-${randomBytes(4).toString('hex')}`);
  const elsewhere = join(own, 'postgres');
  mkdirSync(own, { mode: 0o711 });
  chmodSync(own, 0o711);
  writeFileSync(join(own, 'belongs-to'), `${data}\n`, { mode: 0o600 });
  if (found !== undefined) move(folder, elsewhere);
  symlinkSync(elsewhere, folder);
  said(`PostgreSQL runs as its own user, who cannot enter ${data}: its data are in ${elsewhere}`);
  return elsewhere;
};

/** Where the link leads; the first start, if it was broken off, has not made the folder itself yet. */
const followed = (link: string): string => {
  const folder = readlinkSync(link);
  if (existsSync(dirname(folder))) return folder;
  throw new StartFault(
    `The data of PostgreSQL were in ${folder}, which is gone. Put it back, or move ${dirname(link)} away, ` +
      'so that a new data folder is made.',
  );
};

const move = (from: string, to: string): void => {
  try {
    renameSync(from, to);
  } catch {
    throw new StartFault(
      `PostgreSQL runs as its own user, who cannot enter ${from}. Move that folder to ${to}, and make ` +
        `${from} a symbolic link to it.`,
    );
  }
};
