import { randomUUID } from 'node:crypto';
import { inParallel } from '@canbao/runtime';
import { digested } from './digested';
import { linesOf, type Line } from './lines';
import { Problem } from './problem';
import { problemOf } from './problem.filter';

/** A wrong line of a file. */
export interface LineFault {
  readonly line: number;
  readonly code: string;
}

/** Configuration: wrong lines that are named; more are counted. */
const faultsMax = 1000;
/** Configuration: wrong lines that are kept with the answer. */
const faultsKept = 200;

/** What is wrong with any of them, in the order of the lines; so many are looked at side by side. */
export const faultsOfAll = async <Item, Fault extends LineFault>(
  atOnce: number,
  items: readonly Item[],
  faultsOf: (item: Item) => Promise<readonly Fault[]>,
): Promise<Fault[]> => {
  const found: Fault[] = [];
  await inParallel(
    atOnce,
    items.map((item) => async () => void found.push(...(await faultsOf(item)))),
  );
  return found.toSorted((a, b) => a.line - b.line);
};

/** A file that is read and checked whole before anything of it counts: its id, its digest, and its faults. */
export class CheckedFile<Fault extends LineFault> {
  readonly fileId = randomUUID();
  readonly faults: Fault[] = [];
  faultsLeftOut = 0;
  /** SHA-256 in hex of what was read. */
  readonly digest: () => string;
  private readonly chunks: AsyncIterable<Buffer>;

  constructor(chunks: AsyncIterable<Buffer>) {
    ({ chunks: this.chunks, digest: this.digest } = digested(chunks));
  }

  addFaults(faults: readonly Fault[]): void {
    const room = faultsMax - this.faults.length;
    this.faults.push(...faults.slice(0, room));
    this.faultsLeftOut += Math.max(0, faults.length - room);
  }

  /**
   * Reads every line; a problem that `read` throws is a fault of the line.
   * @returns the number of lines.
   * @throws Problem `body-too-large` for a file that is, and whatever is no fault of a line.
   */
  async readLines(
    lineBytesMax: number,
    isTooLarge: (lines: number) => boolean,
    read: (line: Line) => void,
  ): Promise<number> {
    let lines = 0;
    for await (const line of linesOf(this.chunks, lineBytesMax)) {
      lines += 1;
      if (isTooLarge(lines)) throw Problem.general('body-too-large');
      this.catching(line, read);
    }
    return lines;
  }

  /** What is stored of the faults. */
  kept(): { readonly faults: readonly Fault[]; readonly faultsLeftOut: number } {
    return {
      faults: this.faults.slice(0, faultsKept),
      faultsLeftOut: this.faultsLeftOut + Math.max(0, this.faults.length - faultsKept),
    };
  }

  private catching(line: Line, read: (line: Line) => void): void {
    try {
      read(line);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.text.status >= 500) throw error;
      this.addFaults([{ line: line.number, code: problem.code } as Fault]);
    }
  }
}
