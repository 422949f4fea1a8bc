import fc from 'fast-check';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { partitionCount, partitionOf } from './partition';

describe('the partition of a key', () => {
  // murmur2 of the Java client: toPositive(murmur2(utf8)) % partitions, from Kafka's own test vectors.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['abc', 479470107],
  ])("of %s is the Java client's", (key, hash) => {
    expect(partitionOf(key)).toBe((hash & 0x7fffffff) % partitionCount);
    expect(partitionOf(key, 7)).toBe((hash & 0x7fffffff) % 7);
  });

  it('of any key is that of kafkajs', () => {
    const chooseBy = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 97 }, (_, partitionId) => ({ partitionId, leader: 0 }));
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string({ unit: 'binary' })), (key) => {
        const chosen = chooseBy({
          topic: 't',
          partitionMetadata: partitionMetadata as PartitionMetadata[],
          message: { key, value: null },
        });
        expect(partitionOf(key, 97)).toBe(chosen);
      }),
    );
  });

  it('spreads persons over all partitions', () => {
    const used = new Set(Array.from({ length: 200 }, (_, n) => partitionOf(`person-${n}`)));
    expect(used.size).toBe(partitionCount);
  });
});
