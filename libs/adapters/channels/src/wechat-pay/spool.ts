import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { namelessFile } from '../nameless-file';

/** Configuration: a day of a million lines has a tenth of this, in bytes; a bomb has more. */
const fileMax = 4 * 1024 ** 3;

const chunkBytes = 64 * 1024;

export type Spooled =
  /** The connection broke, or the disk did: the file may be asked for again. */
  | { readonly status: 'broken' }
  | { readonly status: 'other-hash' }
  /** `fault`: what the first reading found, if anything. The file goes when its bytes have been read. */
  | { readonly status: 'whole'; readonly bytes: AsyncIterable<Uint8Array>; readonly fault?: unknown };

/**
 * Unpacks a file onto the disk, where it has no name. Its bytes are hashed (SHA-1, WeChat's choice) and read
 * once on the way.
 */
export const spool = async (
  packed: Readable,
  hash: string,
  firstReading: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Spooled> => {
  const file = await namelessFile();
  try {
    const found = await unpack(packed, file);
    if (found === undefined) return await ended(file, { status: 'broken' });
    if (found !== hash.toLowerCase()) return await ended(file, { status: 'other-hash' });
    try {
      await firstReading(reading(file, false));
    } catch (fault) {
      return await ended(file, { status: 'whole', bytes: none(), fault });
    }
    return { status: 'whole', bytes: reading(file, true) };
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** The hash of what was unpacked; undefined when the file stopped coming. Packed badly, it has no hash. */
const unpack = async (packed: Readable, file: FileHandle): Promise<string | undefined> => {
  const unpacked = createGunzip();
  const hash = createHash('sha1');
  let length = 0;
  let cameWhole = false;
  packed.once('end', () => {
    cameWhole = true;
  });
  packed.once('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > fileMax) throw new Error('the file is too long');
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    return hash.digest('hex');
  } catch {
    packed.destroy();
    return cameWhole || length > fileMax ? '' : undefined;
  }
};

/** One read after the other, so that none is under way when the file is closed. */
async function* reading(file: FileHandle, isLast: boolean): AsyncGenerator<Uint8Array> {
  try {
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    if (isLast) await file.close();
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

const ended = async (file: FileHandle, result: Spooled): Promise<Spooled> => {
  await file.close();
  return result;
};
