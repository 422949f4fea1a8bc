import { createHash } from 'node:crypto';
import { eventIdOf } from './event-id';

const hashes = Array.from({ length: 500 }, (_, n) => createHash('sha256').update(String(n)).digest('hex'));

describe('the id of an event', () => {
  it('is the start of its hash, with version and variant of RFC 9562 in their places', () =>
    expect(eventIdOf('0123456789abcdef0123456789abcdef'.repeat(2))).toBe(
      '01234567-89ab-8def-8123-456789abcdef',
    ));

  it.each([
    ['0', '8'],
    ['3', 'b'],
    ['6', 'a'],
    ['9', '9'],
    ['c', '8'],
    ['f', 'b'],
  ])('keeps the two bits of the hash beside the variant: %s becomes %s', (digit, kept) =>
    expect(eventIdOf(`${'0'.repeat(16)}${digit}${'0'.repeat(47)}`)).toBe(
      `00000000-0000-8000-${kept}000-000000000000`,
    ),
  );

  it('is a UUID of version 8 and the variant of RFC 9562 for every hash', () => {
    for (const hash of hashes) {
      const bytes = Buffer.from(eventIdOf(hash).replaceAll('-', ''), 'hex');
      expect(bytes).toHaveLength(16);
      expect((bytes[6] as number) >> 4).toBe(8);
      expect((bytes[8] as number) >> 6).toBe(0b10);
    }
  });

  it('keeps the other 122 bits of the hash', () => {
    for (const hash of hashes) {
      const [id, start] = [eventIdOf(hash).replaceAll('-', ''), hash.slice(0, 32)].map((hex) => {
        const bytes = Buffer.from(hex, 'hex');
        bytes[6] = (bytes[6] as number) & 0x0f;
        bytes[8] = (bytes[8] as number) & 0x3f;
        return bytes.toString('hex');
      });
      expect(id).toBe(start);
    }
    expect(new Set(hashes.map(eventIdOf)).size).toBe(hashes.length);
  });

  it('is always the same for a hash', () => expect(hashes.map(eventIdOf)).toEqual(hashes.map(eventIdOf)));
});
