/**
 * The whole body of an answer; undefined where it is longer than `bytesMax`, and then nothing more of it is
 * read. @throws what the connection throws.
 */
export const answerBytes = async (
  body: AsyncIterable<Uint8Array> | null,
  bytesMax: number,
): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
