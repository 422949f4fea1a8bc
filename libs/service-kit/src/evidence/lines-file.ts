import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const lineFeed = 0x0a;
/** More than a line can take. */
const tailBytes = 64 * 1024;

/**
 * A file of JSON lines that repeats what the database holds, to be handed over or watched: an auditor who has
 * a copy notices when it is changed in the database. Each instance of a service has a file of its own. It
 * continues after its own last line, so that nothing is left out after a crash.
 */
export class LinesFile {
  private last: string | undefined;

  /** @param numberOf the number that a line was stored under */
  constructor(
    private readonly path: string,
    private readonly numberOf: (line: string) => string,
  ) {}

  /** Number of the last line; undefined in an empty file. A line that a crash cut off is removed. */
  async lastNumber(): Promise<string | undefined> {
    this.last ??= await this.withFile(async (file) => {
      const { size } = await file.stat();
      const from = Math.max(0, size - tailBytes);
      const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const end = buffer.lastIndexOf(lineFeed) + 1;
      if (end < buffer.length) await file.truncate(from + end);
      const line = buffer.subarray(0, end).toString().trimEnd().split('\n').at(-1) ?? '';
      return line === '' ? undefined : this.numberOf(line);
    });
    return this.last;
  }

  /** Appends the lines and waits for the disk. */
  async append(lines: readonly string[]): Promise<void> {
    const last = lines.at(-1);
    if (last === undefined) return;
    this.last = undefined;
    await this.withFile(async (file) => {
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
      await file.datasync();
    });
    this.last = this.numberOf(last);
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
