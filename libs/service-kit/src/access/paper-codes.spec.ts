import fc from 'fast-check';
import { randomBytes, randomUUID } from 'node:crypto';
import { base32, fromBase32 } from './base32';
import { ownPaperKeys, PaperCodes, PaperKeys } from './paper-codes';

const paper = { kind: 'certificate', reference: Buffer.from('0123456789') } as const;
const facts = '{"receiptNo":"SD20220518…","lines":[["pension","2022-05","1000.00"]]}';
const keys = ownPaperKeys();
const codes = new PaperCodes(keys);

describe('the code of a paper', () => {
  const code = codes.write(paper, facts);
  it('is eight groups of four signs, the same each time', () => {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(codes.write(paper, facts)).toBe(code);
  });
  it('tells what it is of, and is genuine for its facts alone', () => {
    expect(codes.read(code)).toEqual({ kind: 'certificate', reference: paper.reference });
    expect(codes.isGenuine(code, facts)).toBe(true);
    expect(codes.isGenuine(code, facts.replace('1000.00', '1001.00'))).toBe(false);
  });
  it.each([
    ['small letters without hyphens', (text: string) => text.toLowerCase().replaceAll('-', '')],
    ['O for 0 and l for 1', (text: string) => text.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['blanks between', (text: string) => text.replaceAll('-', ' ')],
  ])('may be typed with %s', (_, typed) => expect(codes.isGenuine(typed(code), facts)).toBe(true));
  it('is false with any one sign changed', () => {
    const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const bare = code.replaceAll('-', '');
    for (let index = 0; index < bare.length; index += 1)
      for (const sign of signs)
        if (sign !== bare[index])
          expect(codes.isGenuine(bare.slice(0, index) + sign + bare.slice(index + 1), facts)).toBe(false);
  });
  it('is another for another kind, and cannot be guessed without the secret', () => {
    expect(codes.isGenuine(codes.write({ ...paper, kind: 'receipt' }, facts), facts)).toBe(true);
    expect(codes.write({ ...paper, kind: 'receipt' }, facts).slice(-14)).not.toBe(code.slice(-14));
    expect(new PaperCodes(ownPaperKeys()).isGenuine(code, facts)).toBe(false);
  });
  it('stays genuine when the secret is replaced, as long as the former one is kept', () => {
    const next = {
      current: 'next',
      secrets: { ...keys.secrets, next: randomBytes(32).toString('base64url') },
    };
    expect(new PaperCodes(next).isGenuine(code, facts)).toBe(true);
    expect(codes.isGenuine(new PaperCodes(next).write(paper, facts), facts)).toBe(false);
  });
  it.each(['', 'U', '防伪码', '0'.repeat(31), '0'.repeat(33), `ZZZZ${'0'.repeat(28)}`, '../../etc/passwd'])(
    'is not %j',
    (text) => {
      expect(codes.read(text)).toBeUndefined();
      expect(codes.isGenuine(text, facts)).toBe(false);
    },
  );
  it('needs a secret of 32 bytes', () => {
    expect(PaperKeys.safeParse({ current: '1', secrets: { '1': 'c2hvcnQ' } }).success).toBe(false);
    expect(PaperKeys.safeParse({ ...keys, current: 'gone' }).success).toBe(false);
  });
});

describe('the holder of a paper', () => {
  const personId = randomUUID();
  const ticket = codes.sealHolder(personId, 1000);
  it('is read by who has the secret, until it is too old', () => {
    expect(codes.openHolder(ticket, 999)).toBe(personId);
    expect(codes.openHolder(ticket, 1000)).toBeUndefined();
  });
  it('is not in the text, and no two tickets are the same', () => {
    expect(Buffer.from(ticket, 'base64url').toString('latin1')).not.toContain(personId);
    expect(codes.sealHolder(personId, 1000)).not.toBe(ticket);
  });
  it.each([
    ['another secret', new PaperCodes(ownPaperKeys()).sealHolder(personId, 1000)],
    ['a byte changed', `${ticket.slice(0, 20)}${ticket[20] === 'A' ? 'B' : 'A'}${ticket.slice(21)}`],
    ['nothing', ''],
    ['noise', 'AAAA'],
  ])('is nobody with %s', (_, text) => expect(codes.openHolder(text, 0)).toBeUndefined());
});

describe('base 32', () => {
  it('gives back what was written, of whole groups', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) =>
        Buffer.from(bytes).equals(fromBase32(base32(bytes)) ?? Buffer.alloc(0)),
      ),
    ));
});
