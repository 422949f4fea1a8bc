/** A line of a file, numbered from 1; `undefined` where it is longer than any line may be. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

const lineFeed = 0x0a;

/** The lines of a byte stream as they come, empty ones left out; no more than a line is kept in memory. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Line> {
  let [number, kept, tooLong] = [0, Buffer.alloc(0), false];
  const line = (bytes: Buffer): Line => ({
    number,
    bytes: tooLong || bytes.length > longest ? undefined : bytes,
  });
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; from = end + 1, end = chunk.indexOf(lineFeed, from)) {
      number += 1;
      const bytes = Buffer.concat([kept, chunk.subarray(from, end)]);
      if (tooLong || bytes.length > 0) yield line(bytes);
      [kept, tooLong] = [Buffer.alloc(0), false];
    }
    kept = Buffer.concat([kept, chunk.subarray(from)]);
    if (kept.length > longest) [kept, tooLong] = [Buffer.alloc(0), true];
  }
  number += 1;
  if (tooLong || kept.length > 0) yield line(kept);
}
