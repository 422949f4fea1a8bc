import type { z } from 'zod';
import type { Day } from '@canbao/calendar';
import { inputOf } from './input';
import { parseJsonBody } from './json-body';
import { assertPlain } from './plain-text';
import { Problem } from './problem';

/** A line of a file, numbered from 1; `bytes` is undefined where the line is longer than allowed. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a byte stream as they arrive, empty ones left out, whether they end as on Unix or as on
 * Windows. One line of at most `lineBytesMax` bytes is
 * held in memory, and each byte is copied into it once, however small the chunks are.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, lineBytesMax: number): AsyncGenerator<Line> {
  const begun = Buffer.allocUnsafe(lineBytesMax);
  let number = 1;
  let length = 0;
  const add = (bytes: Buffer): void => {
    if (length <= lineBytesMax) bytes.copy(begun, length);
    length += bytes.length;
  };
  const line = (): Line[] => {
    if (length > lineBytesMax) return [{ number, bytes: undefined }];
    const end = begun[length - 1] === carriageReturn ? length - 1 : length;
    return end > 0 ? [{ number, bytes: Buffer.from(begun.subarray(0, end)) }] : [];
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      add(chunk.subarray(from, end));
      if (length > 0) yield* line();
      number += 1;
      length = 0;
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield* line();
}

/** A line of JSON as the schema reads it. @throws Problem for what would be refused as a body, too. */
export const lineOf = <Schema extends z.ZodType>(
  schema: Schema,
  { bytes }: Pick<Line, 'bytes'>,
  today: Day,
): z.output<Schema> => {
  if (bytes === undefined) throw Problem.general('body-too-large');
  const line = inputOf(schema, parseJsonBody(bytes), 'line');
  assertPlain(line, 'line', today);
  return line;
};
