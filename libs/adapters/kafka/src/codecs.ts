import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import snappy from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';

/** The bytes that kafkajs hands over to be compressed. */
interface Encoder {
  readonly buffer: Buffer;
}

interface Codec {
  compress(encoder: Encoder): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

const [toZstd, fromZstd] = [promisify(zstdCompress), promisify(zstdDecompress)];

const lz4: Codec = {
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (bytes) => decompressFrame(bytes),
};
const zstd: Codec = {
  compress: ({ buffer }) => toZstd(buffer),
  decompress: (bytes) => fromZstd(bytes),
};

/**
 * Lets clients read what a topic's `compression.type` or another producer has compressed; kafkajs itself
 * knows gzip only, and a consumer that cannot read a batch would stop for good. Ours are written as they are.
 */
export const registerCodecs = (): void => {
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4;
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstd;
  CompressionCodecs[CompressionTypes.Snappy] = snappy;
};
