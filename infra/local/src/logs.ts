import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { copyFile, stat, truncate } from 'node:fs/promises';

const maxBytes = 32 * 1024 * 1024;
const tailBytes = 16 * 1024;

/** The last lines of a log, read from its end. */
export const lastLines = (file: string, count = 5): string => {
  if (!existsSync(file)) return '';
  const { size } = statSync(file);
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  const opened = openSync(file, 'r');
  readSync(opened, buffer, 0, buffer.length, size - buffer.length);
  closeSync(opened);
  return buffer.toString().trimEnd().split('\n').slice(-count).join('\n');
};

/**
 * Keeps a log from growing without bound: one that is too long is copied beside itself and emptied. Its
 * writer appends, so it goes on at the new end; a line written between the two steps is lost.
 */
export const rotate = async (file: string, bytes: number = maxBytes): Promise<boolean> => {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= bytes) return false;
  await copyFile(file, `${file}.1`);
  await truncate(file);
  return true;
};

const lookEveryMs = 300;

/** Tells each line that is written to a log from now on, until the function that it returns is called. */
export const follow = (file: string, told: (line: string) => void): (() => void) => {
  let at = existsSync(file) ? statSync(file).size : 0;
  let rest = '';
  const look = (): void => {
    if (!existsSync(file)) return;
    const buffer = Buffer.alloc(Math.max(statSync(file).size - at, 0));
    const opened = openSync(file, 'r');
    at += readSync(opened, buffer, 0, buffer.length, at);
    closeSync(opened);
    const lines = (rest + buffer.toString()).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(told);
  };
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    look();
  };
};
