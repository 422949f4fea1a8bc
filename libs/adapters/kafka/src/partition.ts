/**
 * Partitions of every topic. This number never changes: another one would send a person's later events to
 * another partition and break their order.
 */
export const partitionCount = 6;

/** The partition of a key: murmur2 as in the Java client, so that every other producer agrees. */
export const partitionOf = (key: string, partitions: number = partitionCount): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;

/** Constants of murmur2; the seed is that of Kafka's clients. */
const [multiplier, seed] = [0x5bd1e995, 0x9747b28c];

/** As in Kafka's `Utils.java`, in 32-bit arithmetic; that of kafkajs works on big integers. */
const murmur2 = (bytes: Buffer): number => {
  const wholeWords = bytes.length & ~3;
  let hash = seed ^ bytes.length;
  for (let at = 0; at < wholeWords; at += 4) {
    const word = Math.imul(bytes.readInt32LE(at), multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(word ^ (word >>> 24), multiplier);
  }
  if (wholeWords < bytes.length)
    hash = Math.imul(hash ^ bytes.readUIntLE(wholeWords, bytes.length - wholeWords), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
};
