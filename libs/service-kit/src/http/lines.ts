/** A line of a file, numbered from 1; `bytes` is undefined where the line is longer than allowed. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

const lineFeed = 0x0a;
const empty = Buffer.alloc(0);

/**
 * The lines of a byte stream as they arrive, empty ones left out. No more than one line of at most
 * `lineBytesMax` bytes is held in memory.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, lineBytesMax: number): AsyncGenerator<Line> {
  let number = 0;
  let begun: Buffer = empty;
  let tooLong = false;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      number += 1;
      const bytes = Buffer.concat([begun, chunk.subarray(from, end)]);
      tooLong ||= bytes.length > lineBytesMax;
      if (tooLong || bytes.length > 0) yield { number, bytes: tooLong ? undefined : bytes };
      from = end + 1;
      begun = empty;
      tooLong = false;
    }
    begun = Buffer.concat([begun, chunk.subarray(from)]);
    if (begun.length > lineBytesMax) {
      begun = empty;
      tooLong = true;
    }
  }
  if (tooLong || begun.length > 0) yield { number: number + 1, bytes: tooLong ? undefined : begun };
}
