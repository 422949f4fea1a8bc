import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { parse } from 'csv-parse';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { namelessFile } from '../nameless-file';

/** Why a bill is refused as a whole. */
export class BillFault extends Error {
  constructor(readonly reason: 'totals' | 'encoding' | 'format' | 'hash') {
    super(`the bill is refused: ${reason}`);
  }
}

/** Configuration: a bill has two or four files; a million lines are about 300 MB, packed a tenth of it. */
const filesMax = 16;
const fileBytesMax = 2 ** 31;
/** Configuration: bytes of a whole zip, and characters of a line; a bomb has more. */
const [zipBytesMax, lineMax] = [2 ** 30, 64 * 1024];

/** A bill's zip on this machine. Its file has no name any more: it goes when it is closed. */
export class BillFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly zip: ZipFile,
    /** By name, as Alipay writes it: in GBK. */
    readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /**
   * Keeps the bytes and opens them.
   * @throws BillFault when they are no zip; the bytes' own error when they break off.
   */
  static async of(bytes: AsyncIterable<Uint8Array>): Promise<BillFile> {
    const handle = await namelessFile();
    try {
      await keep(bytes, handle);
      const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
      const zip = await asFormat(fromFdPromise(handle.fd, options));
      return new BillFile(handle, zip, await asFormat(entriesOf(zip)));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * The rows of a file, line by line.
   * @throws BillFault `encoding` where the file is not GBK, `format` where the zip is damaged, `hash` at its
   * end where the bytes are not those that were packed.
   */
  async *rows(entry: Entry): AsyncGenerator<readonly string[]> {
    const stream = await asFormat(this.zip.openReadStreamPromise(entry));
    const parser = parse({
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      skip_empty_lines: true,
      max_record_size: lineMax,
    });
    const text = Readable.from(decoded(proven(stream, entry.crc32)));
    pipeline(text, parser, () => undefined);
    try {
      for await (const row of parser) yield row as string[];
    } catch (error) {
      throw error instanceof BillFault ? error : new BillFault('format');
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

const keep = async (bytes: AsyncIterable<Uint8Array>, handle: FileHandle): Promise<void> => {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > zipBytesMax) throw new BillFault('format');
    await handle.writeFile(chunk);
  }
};

/** No file is written under its name; one that leads elsewhere is no bill of Alipay's all the same. */
const leadsOut = /^[\\/]|(^|[\\/])\.\.([\\/]|$)/;

const entriesOf = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> => {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > filesMax) throw new BillFault('format');
  for await (const entry of zip.eachEntry()) {
    if (entry.uncompressedSize > fileBytesMax) throw new BillFault('format');
    const name = new TextDecoder('gb18030').decode(entry.fileName as unknown as Buffer);
    if (leadsOut.test(name)) throw new BillFault('format');
    entries.set(name, entry);
  }
  return entries;
};

/** The zip's own checksum: a line may be another one although the totals agree. */
async function* proven(stream: AsyncIterable<Uint8Array>, expected: number): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of stream) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw new BillFault('hash');
}

async function* decoded(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  for await (const chunk of stream) yield readable(() => decoder.decode(chunk, { stream: true }));
  yield readable(() => decoder.decode());
}

const readable = (decode: () => string): string => {
  try {
    return decode();
  } catch {
    throw new BillFault('encoding');
  }
};

const asFormat = async <Value>(opening: Promise<Value>): Promise<Value> => {
  try {
    return await opening;
  } catch {
    throw new BillFault('format');
  }
};
