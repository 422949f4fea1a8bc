import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that has no name any more: nothing stays after a crash, and nobody else opens it. */
export const namelessFile = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `canbao-bill-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
};
