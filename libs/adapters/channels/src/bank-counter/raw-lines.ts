/** Bytes as they arrive. */
export type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Configuration: longer than any line of a day file, remark included. */
const lineBytesMax = 4096;
const lineFeed = 0x0a;

/**
 * The lines of a file as bytes, each with its line feed; undefined, and nothing after it, where a line is too
 * long. A line feed is no part of any character of UTF-8 or GB18030, so lines are found before decoding.
 */
export async function* rawLines(source: Source): AsyncGenerator<Buffer | undefined> {
  let begun: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, end + 1)]);
      if (line.length > lineBytesMax) return yield undefined;
      yield line;
      [begun, length, from] = [[], 0, end + 1];
    }
    length += chunk.length - from;
    if (length > lineBytesMax) return yield undefined;
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (length > 0) yield Buffer.concat(begun);
}

const decoders = {
  'utf-8': new TextDecoder('utf-8', { fatal: true }),
  gb18030: new TextDecoder('gb18030', { fatal: true }),
} as const;

/** The text of a line without its end, LF or CRLF; undefined where the bytes are of another encoding. */
export const textOf = (
  bytes: Uint8Array | undefined,
  encoding: keyof typeof decoders,
): string | undefined => {
  try {
    return decoders[encoding].decode(bytes).replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
};
