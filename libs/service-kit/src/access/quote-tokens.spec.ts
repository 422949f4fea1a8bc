import { createHmac } from 'node:crypto';
import { QuoteClaims } from '@canbao/contracts';
import { QuoteKeys, QuoteTokens } from './quote-tokens';

const id = '10000000-0000-4000-8000-000000000001';
const claims = {
  quoteId: id,
  personId: id,
  insurance: 'pension',
  district: '370102',
  total: '1000.00',
  issuedAt: '2022-05-18T12:00:00.000+08:00',
  expiresAt: '2022-05-18T12:30:00.000+08:00',
  certificateHash: 'x',
  lines: [{ item: 'pension', month: '2022-05', base: '5000.00', rate: '0.20', amount: '1000.00' }],
};
const secretOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
const tokensOf = (current: string, ...ids: string[]): QuoteTokens =>
  new QuoteTokens({ current, secrets: Object.fromEntries(ids.map((kid) => [kid, secretOf(Number(kid))])) });
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenWith = (head: object, secret: string, payload: unknown = claims): string => {
  const text = `${encoded(head)}.${encoded(payload)}`;
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('base64url');
  return `${text}.${mac}`;
};

describe('quote tokens', () => {
  const tokens = tokensOf('1', '1');
  const token = tokens.write(claims);
  const [head = '', payload = '', mac = ''] = token.split('.');

  it('give back the claims that were written', () => expect(tokens.read(token)).toEqual(claims));
  it('are compact JWS with HMAC SHA-256, as any library writes them', () =>
    expect(token).toBe(
      tokenWith({ alg: 'HS256', typ: 'canbao-quote', kid: '1' }, secretOf(1), QuoteClaims.parse(claims)),
    ));
  it('are not written for anything but the claims of a quote', () =>
    expect(() => tokens.write({ ...claims, total: 'much' })).toThrow());

  it.each([
    ['is not a token', 'a word'],
    ['is empty', ''],
    ['has a part too many', `${token}.${mac}`],
    ['has other claims', `${head}.${encoded({ ...claims, total: '1.00' })}.${mac}`],
    ['has no keyed hash', `${head}.${payload}.`],
    ['has half a keyed hash', `${head}.${payload}.${mac.slice(0, 20)}`],
    ['is of another secret', tokenWith({ alg: 'HS256', kid: '1' }, secretOf(2))],
    ['names no secret', tokenWith({ alg: 'HS256' }, secretOf(1))],
    ['names a secret that is not known', tokenWith({ alg: 'HS256', kid: '2' }, secretOf(2))],
    ['names a secret by what every object has', tokenWith({ alg: 'HS256', kid: 'constructor' }, secretOf(1))],
    ['names no algorithm', tokenWith({ kid: '1' }, secretOf(1))],
    ['asks for none', tokenWith({ alg: 'none', kid: '1' }, secretOf(1))],
    ['asks for a signature', tokenWith({ alg: 'EdDSA', kid: '1' }, secretOf(1))],
    ['requires an extension', tokenWith({ alg: 'HS256', kid: '1', crit: ['exp'] }, secretOf(1))],
    ['holds no claims', tokenWith({ alg: 'HS256', kid: '1' }, secretOf(1), 'text')],
    [
      'holds the claims of no quote',
      tokenWith({ alg: 'HS256', kid: '1' }, secretOf(1), { ...claims, lines: [] }),
    ],
  ])('are not read when the text %s', (_, text) => expect(tokens.read(text)).toBeUndefined());

  it('of the former secret are read until it is removed', () => {
    expect(tokensOf('2', '1', '2').read(token)).toEqual(claims);
    expect(tokensOf('2', '2').read(token)).toBeUndefined();
  });
});

describe('the secrets of quote tokens', () => {
  it.each([
    ['the current one is missing', { current: '2', secrets: { '1': secretOf(1) } }],
    ['one is too short', { current: '1', secrets: { '1': 'c2hvcnQ' } }],
    ['one is not base64url', { current: '1', secrets: { '1': '+'.repeat(43) } }],
  ])('are refused when %s', (_, keys) => expect(QuoteKeys.safeParse(keys).success).toBe(false));
});
