import { crc32, deflateRawSync } from 'node:zlib';

interface ZippedFile {
  /** As bytes: names in GBK have no flag of their own. */
  readonly name: Buffer;
  readonly data: Buffer;
}

/** A zip of a few files, deflated; a damaged one has other checksums. */
export const zipOf = (files: readonly ZippedFile[], isDamaged = false): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of files) {
    const packed = deflateRawSync(data);
    const about = aboutFile(crc32(data) ^ (isDamaged ? 1 : 0), data.length, packed, name);
    const local = Buffer.concat([bytes(4, 0x04034b50), bytes(2, 20), about, name, packed]);
    const entry = [bytes(4, 0x02014b50), bytes(2, 20), bytes(2, 20), about];
    // Comment, disk, and attributes: none.
    directory.push(Buffer.concat([...entry, Buffer.alloc(10), bytes(4, offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = [bytes(4, 0x06054b50), bytes(4, 0), bytes(2, files.length), bytes(2, files.length)];
  return Buffer.concat([...parts, listed, ...end, bytes(4, listed.length), bytes(4, offset), bytes(2, 0)]);
};

/** What the local header and the directory both say: from the flags to the lengths of name and extra. */
const aboutFile = (sum: number, length: number, packed: Buffer, name: Buffer): Buffer =>
  Buffer.concat([
    bytes(2, 0),
    bytes(2, 8),
    bytes(2, 0),
    bytes(2, 0x21),
    bytes(4, sum >>> 0),
    bytes(4, packed.length),
    bytes(4, length),
    bytes(2, name.length),
    bytes(2, 0),
  ]);

const bytes = (length: 2 | 4, value: number): Buffer => {
  const buffer = Buffer.alloc(length);
  buffer.writeUIntLE(value, 0, length);
  return buffer;
};
