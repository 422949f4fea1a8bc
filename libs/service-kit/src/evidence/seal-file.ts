import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sealLine, type SignedSeal } from '@canbao/evidence';

const lineFeed = 0x0a;
/** More than a line can take. */
const tailBytes = 4096;

/**
 * The seals of a service as JSON lines, to be handed over: an auditor who has a copy notices when a seal in
 * the database is changed or taken away. Each instance of a service has a file of its own.
 */
export class SealFile {
  private number: number | undefined;

  constructor(private readonly path: string) {}

  /** Number of the last seal in the file; 0 in an empty one. A line that a crash cut off is removed. */
  async lastNumber(): Promise<number> {
    this.number ??= await this.withFile(async (file) => {
      const { size } = await file.stat();
      const from = Math.max(0, size - tailBytes);
      const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const end = buffer.lastIndexOf(lineFeed) + 1;
      if (end < buffer.length) await file.truncate(from + end);
      const line = buffer.subarray(0, end).toString().trimEnd().split('\n').at(-1) ?? '';
      return line === '' ? 0 : (JSON.parse(line) as SignedSeal).number;
    });
    return this.number;
  }

  /** Appends the seals and waits for the disk. */
  async append(seals: readonly SignedSeal[]): Promise<void> {
    const last = seals.at(-1);
    if (last === undefined) return;
    this.number = undefined;
    await this.withFile(async (file) => {
      await file.appendFile(seals.map((seal) => `${sealLine(seal)}\n`).join(''));
      await file.datasync();
    });
    this.number = last.number;
  }

  /** Readable by the owner only; appends whatever the position. */
  private async withFile<T>(work: (file: FileHandle) => Promise<T>): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = await open(this.path, 'a+', 0o600);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}
