import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOurs } from './postgres-home';

const others = 0o077;

/**
 * Closes the files of a data folder that an earlier version left open to others, seals and logs among them.
 * What PostgreSQL's user owns is closed already.
 */
export const closeToOthers = (data: string): void => {
  const close = (path: string): void => {
    const found = lstatSync(path);
    if (found.isSymbolicLink() || found.uid !== process.getuid?.()) return;
    if ((found.mode & others) !== 0) chmodSync(path, found.mode & 0o7700);
    if (found.isDirectory()) for (const name of readdirSync(path)) close(join(path, name));
  };
  const names = [
    'keys.json',
    'credentials.json',
    'running.json',
    'revoked.json',
    'seals',
    'logs',
    'security',
    'kafka',
  ];
  for (const name of readdirSync(data)) if (names.includes(name)) close(join(data, name));
  // A group that may pass is PostgreSQL's. Others pass no more.
  if (isOurs(data) && lstatSync(data).uid === process.getuid?.())
    chmodSync(data, lstatSync(data).mode & 0o7710);
};
