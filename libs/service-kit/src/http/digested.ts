import { createHash } from 'node:crypto';

/** The bytes, counted into a digest (SHA-256, hex) as they pass; it is of what has passed so far. */
export const digested = <Chunk extends Uint8Array>(
  chunks: AsyncIterable<Chunk>,
): { readonly chunks: AsyncIterable<Chunk>; readonly digest: () => string } => {
  const hash = createHash('sha256');
  async function* pass(): AsyncGenerator<Chunk> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: pass(), digest: () => hash.copy().digest('hex') };
};
