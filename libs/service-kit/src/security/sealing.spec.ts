import { seal, unseal } from './sealing';

const key = Buffer.alloc(32, 1);
const sealed = seal(key, Buffer.from('张三'), 'person-1|name');
/** The sealed text with one bit of a byte changed. */
const changedAt = (index: number): Buffer =>
  Buffer.from(sealed.map((byte, at) => (at === index ? byte ^ 1 : byte)));

describe('sealed text', () => {
  it('opens with its key in its place', () =>
    expect(unseal(key, sealed, 'person-1|name').toString()).toBe('张三'));
  it('differs each time it is sealed', () =>
    expect(seal(key, Buffer.from('张三'), 'person-1|name').equals(sealed)).toBe(false));
  it.each([
    ['another key', Buffer.alloc(32, 2), sealed, 'person-1|name'],
    ['another person', key, sealed, 'person-2|name'],
    ['another field', key, sealed, 'person-1|id_number'],
    ['a changed byte', key, changedAt(12), 'person-1|name'],
    ['a changed tag', key, changedAt(sealed.length - 1), 'person-1|name'],
  ])('does not open with %s', (_, otherKey, text, place) =>
    expect(() => unseal(otherKey, text, place)).toThrow(),
  );
});
