import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { instant, type Instant } from '@canbao/calendar';
import type { SignedNonces } from '@canbao/postgres';
import type { Caller } from '../http/caller';
import type { OperationRequest } from '../http/operation-request';
import { Problem } from '../http/problem';
import { bodyHash, signerOf, type SignatureAlgorithm } from './algorithms';
import { BankKeys } from './bank-keys';
import { newKey, type NewKey } from './new-key';
import { RequestSignatures } from './request-signatures';
import { isPlainTarget, readClaim, signedText, writeClaim, type Fields } from './signed-text';

const noon = instant('2026-11-26T12:00:00+08:00');
const seconds = Date.parse(noon) / 1000;
const ccb: Caller = { subject: 'teller', role: 'bank', bank: 'ccb' };
const icbc: Caller = { subject: 'teller', role: 'bank', bank: 'icbc' };

/** A request as it arrives. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly header: string | undefined;
  readonly also?: string;
}

let keys: Record<'ccb' | 'ccbNext' | 'icbc' | 'ours' | 'oursSm2', NewKey>;
let setting: object;
let nonce = 0;
beforeAll(async () => {
  const [a, b, c, d, e] = await Promise.all([
    newKey('RSA-PSS-SHA256'),
    newKey('RSA-PSS-SHA256'),
    newKey('SM2-SM3'),
    newKey('RSA-PSS-SHA256'),
    newKey('SM2-SM3'),
  ]);
  keys = { ccb: a, ccbNext: b, icbc: c, ours: d, oursSm2: e };
  const rsa = (kid: string, { publicKey }: NewKey) => ({ kid, algorithm: 'RSA-PSS-SHA256', publicKey });
  setting = {
    channels: {
      ccb: { keys: [{ ...rsa('ccb-1', a), until: '2026-11-26T13:00:00+08:00' }, rsa('ccb-2', b)] },
      icbc: { keys: [{ kid: 'icbc-1', algorithm: 'SM2-SM3', publicKey: c.publicKey }] },
    },
    own: [
      { kid: 'ours-1', algorithm: 'RSA-PSS-SHA256', privateKey: d.privateKey },
      { kid: 'ours-2', algorithm: 'SM2-SM3', privateKey: e.privateKey },
    ],
  };
});

/** Nonces as the table keeps them. */
const nonces = (): SignedNonces => {
  const seen = new Set<string>();
  return {
    take: async (channel: string, value: string) => {
      const size = seen.size;
      return seen.add(`${channel} ${value}`).size > size;
    },
  } as unknown as SignedNonces;
};
const signatures = (now: Instant = noon, shared = nonces(), others = {}): RequestSignatures =>
  new RequestSignatures({ now: () => now }, shared, BankKeys.parse({ ...setting, ...others }));

const signed = async (change: Partial<Fields & { body: string; by: NewKey }> = {}): Promise<Sent> => {
  const { body = '{"amount":"1.00"}', by = keys.ccb, ...fields } = change;
  const algorithm: SignatureAlgorithm = fields.algorithm ?? 'RSA-PSS-SHA256';
  const whole = {
    algorithm,
    key: 'ccb-1',
    methodOrStatus: 'POST',
    target: '/v1/collections?day=2026-11-26',
    timestamp: String(seconds),
    nonce: `nonce-of-request-${(nonce += 1)}`,
    bodyHash: bodyHash(algorithm).update(body).digest('hex'),
    ...fields,
  };
  const signature = await signerOf(algorithm, by.privateKey)(signedText(whole));
  return {
    method: whole.methodOrStatus,
    url: whole.target,
    body,
    header: writeClaim({ ...whole, signature }),
  };
};
const requestOf = ({ method, url, header, also }: Sent, caller: Caller): OperationRequest => {
  const raw = new IncomingMessage(new Socket());
  Object.assign(raw, { method, url });
  for (const value of [header, also])
    if (value !== undefined)
      raw.headersDistinct['canbao-signature'] = [...(raw.headersDistinct['canbao-signature'] ?? []), value];
  return { raw, caller } as unknown as OperationRequest;
};
/** `accepted`, or why not. */
const judge = async (at: RequestSignatures, sent: Sent, caller: Caller = ccb): Promise<string> => {
  try {
    const request = requestOf(sent, caller);
    at.announce(request);
    await at.prove(request, (algorithm) => bodyHash(algorithm).update(sent.body).digest('hex'));
    return request.claimed === undefined ? 'unsigned' : 'accepted';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return String(error.extra.details?.['because'] ?? error.code);
  }
};

describe('a signed request', () => {
  it('is accepted once, by whichever instance', async () => {
    const shared = nonces();
    const sent = await signed();
    expect(await judge(signatures(noon, shared), sent)).toBe('accepted');
    expect(await judge(signatures(noon, shared), sent)).toBe('replayed');
  });
  it('of another channel with the same nonce is another request', async () => {
    const at = signatures();
    const same = 'the-same-nonce-of-two';
    const sm2 = { algorithm: 'SM2-SM3', key: 'icbc-1', by: keys.icbc, nonce: same } as const;
    expect(await judge(at, await signed({ nonce: same }))).toBe('accepted');
    expect(await judge(at, await signed(sm2), icbc)).toBe('accepted');
  });
  it.each([
    [-300, 'accepted'],
    [300, 'accepted'],
    [-299, 'accepted'],
    [299, 'accepted'],
    [-301, 'stale'],
    [301, 'stale'],
  ])('whose clock differs by %i s is %s', async (offset, outcome) =>
    expect(await judge(signatures(), await signed({ timestamp: String(seconds + offset) }))).toBe(outcome),
  );
  it('with a timestamp in milliseconds is malformed', async () =>
    expect(await judge(signatures(), await signed({ timestamp: String(seconds * 1000) }))).toBe('malformed'));
  it('by either of two keys is accepted during a change, and by the former no longer after it', async () => {
    const next = { key: 'ccb-2', by: keys.ccbNext };
    expect(await judge(signatures(), await signed(next))).toBe('accepted');
    const later = instant('2026-11-26T13:00:00+08:00');
    const timestamp = String(Date.parse(later) / 1000);
    expect(await judge(signatures(later), await signed({ timestamp }))).toBe('expired-key');
    expect(await judge(signatures(later), await signed({ ...next, timestamp }))).toBe('accepted');
  });
  it("by another bank's key is refused, whatever id it claims", async () => {
    const of = { algorithm: 'SM2-SM3', by: keys.icbc } as const;
    expect(await judge(signatures(), await signed({ ...of, key: 'icbc-1' }))).toBe('unknown-key');
    expect(await judge(signatures(), await signed({ ...of, key: 'ccb-1' }))).toBe('wrong-algorithm');
    expect(await judge(signatures(), await signed(), icbc)).toBe('unknown-key');
    expect(await judge(signatures(), await signed({ by: keys.ccbNext }))).toBe('mismatch');
  });
  it('with a doubled header, a header that is none or an algorithm that nobody knows is refused', async () => {
    const sent = await signed();
    const at = signatures();
    expect(await judge(at, { ...sent, also: sent.header ?? '' })).toBe('doubled');
    for (const header of ['', `${sent.header},${sent.header}`, `${sent.header} `, sent.header?.toUpperCase()])
      expect(await judge(at, { ...sent, header })).toBe('malformed');
    expect(await judge(at, { ...sent, header: sent.header?.replace('RSA-PSS-SHA256', 'NONE') })).toBe(
      'wrong-algorithm',
    );
    expect(await judge(at, sent)).toBe('accepted');
  });
  it('by the scheme before PSS is refused', async () => {
    const sent = await signed();
    const { sign } = await import('node:crypto');
    const claim = readClaim(sent.header ?? '');
    if (claim === undefined) throw new Error('unreadable');
    const fields = {
      ...claim,
      algorithm: 'RSA-PSS-SHA256',
      methodOrStatus: 'POST',
      target: sent.url,
    } as const;
    const text = signedText({
      ...fields,
      bodyHash: bodyHash('RSA-PSS-SHA256').update(sent.body).digest('hex'),
    });
    const pem = `-----BEGIN PRIVATE KEY-----\n${keys.ccb.privateKey}\n-----END PRIVATE KEY-----`;
    const signature = sign('sha256', Buffer.from(text), pem);
    expect(await judge(signatures(), { ...sent, header: writeClaim({ ...claim, signature }) })).toBe(
      'mismatch',
    );
  });

  const small = (sent: Sent): [string, Sent][] => [
    ['another method', { ...sent, method: 'PUT' }],
    ['a method in other letters', { ...sent, method: 'post' }],
    ['another path', { ...sent, url: '/v1/collectionz?day=2026-11-26' }],
    ['a path in other letters', { ...sent, url: '/V1/collections?day=2026-11-26' }],
    ['a path with an escape', { ...sent, url: '/v1/%63ollections?day=2026-11-26' }],
    ['a path with an escaped slash', { ...sent, url: '/v1%2Fcollections?day=2026-11-26' }],
    ['a path with two slashes', { ...sent, url: '/v1//collections?day=2026-11-26' }],
    ['a path with a dot', { ...sent, url: '/v1/./collections?day=2026-11-26' }],
    ['another order of the query', { ...sent, url: '/v1/collections?x=&day=2026-11-26' }],
    ['a query with an escape', { ...sent, url: '/v1/collections?day=2026%2D11-26' }],
    ['no query', { ...sent, url: '/v1/collections' }],
    ['a space in the body', { ...sent, body: '{"amount": "1.00"}' }],
    ['another amount', { ...sent, body: '{"amount":"9.00"}' }],
    ['no body', { ...sent, body: '' }],
    ['no signature', { ...sent, header: undefined }],
  ];
  it('with anything changed is refused, and then goes through as it was signed', async () => {
    const sent = await signed();
    const at = signatures();
    for (const [what, changed] of small(sent))
      expect([what, await judge(at, changed)]).not.toContain('accepted');
    expect(await judge(at, sent)).toBe('accepted');
  });
  it.each(['ccb', 'icbc'] as const)('of %s is refused with any mutation', async (bank) => {
    const sent =
      bank === 'ccb' ? await signed() : await signed({ algorithm: 'SM2-SM3', key: 'icbc-1', by: keys.icbc });
    const parts = ['header', 'method', 'url', 'body'] as const;
    const at = signatures();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...parts),
        fc.nat(),
        fc.integer({ min: 0, max: 127 }),
        fc.constantFrom('replace', 'insert', 'remove', 'swap'),
        async (part, where, code, how) => {
          const text = sent[part] ?? '';
          const changed = mutated(text, where % text.length, String.fromCharCode(code), how);
          fc.pre(changed !== text);
          expect(await judge(at, { ...sent, [part]: changed }, bank === 'ccb' ? ccb : icbc)).not.toBe(
            'accepted',
          );
        },
      ),
      { numRuns: bank === 'ccb' ? Number(process.env['MUTANTS'] ?? 2000) : 300 },
    );
    expect(await judge(at, sent, bank === 'ccb' ? ccb : icbc)).toBe('accepted');
  });
});

const mutated = (text: string, at: number, letter: string, how: string): string => {
  const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  if (how === 'insert') return before + letter + here + after;
  if (how === 'remove') return before + after;
  return how === 'swap' ? before + after.charAt(0) + here + after.slice(1) : before + letter + after;
};

describe('a request without a signature', () => {
  const plain: Sent = { method: 'POST', url: '/v1/collections', body: '', header: undefined };
  const whenSent = () => ({
    channels: { ccb: { keys: Object(setting).channels.ccb.keys, signatures: 'when-sent' } },
  });
  it('is refused where signatures are demanded, and from a channel that is not listed', async () => {
    expect(await judge(signatures(), plain)).toBe('signature-required');
    expect(await judge(signatures(), plain, { subject: 'd', role: 'tax-desk' })).toBe('signature-required');
  });
  it('is taken where a sandbox says so, but a signature that is sent must be right', async () => {
    const at = signatures(noon, nonces(), { ...whenSent(), others: 'accepted' });
    expect(await judge(at, plain)).toBe('unsigned');
    expect(await judge(at, plain, icbc)).toBe('unsigned');
    expect(await judge(at, { ...(await signed()), body: 'other' })).toBe('mismatch');
    expect(await judge(at, await signed(), icbc)).toBe('unknown-key');
  });
  it('is taken from a role that never signs', async () =>
    expect(await judge(signatures(), plain, { subject: 'o', role: 'operator' })).toBe('unsigned'));
});

describe('an answer', () => {
  it('is signed for its request: for refusals, too, and by the algorithm of the channel', async () => {
    const at = signatures();
    const sent = await signed({ algorithm: 'SM2-SM3', key: 'icbc-1', by: keys.icbc });
    const request = requestOf({ ...sent, body: 'changed' }, icbc);
    at.announce(request);
    const header = await at.answered(request, 401, () => 'hash');
    const claim = readClaim(header ?? '');
    expect(claim).toMatchObject({ algorithm: 'SM2-SM3', key: 'ours-2', nonce: request.claimed?.claim.nonce });
  });
  it('to a request without one has none', async () =>
    expect(
      await signatures().answered(
        requestOf({ method: 'GET', url: '/', body: '', header: undefined }, ccb),
        200,
        () => '',
      ),
    ).toBeUndefined());
});

describe('the setting of keys', () => {
  const faults = (change: object): string[] =>
    BankKeys.safeParse({ ...setting, ...change }).error?.issues.map(({ message }) => message) ?? [];
  it('is refused with a key that cannot be read, named', () =>
    expect(
      faults({
        channels: { ccb: { keys: [{ kid: 'bad', algorithm: 'SM2-SM3', publicKey: keys.ccb.publicKey }] } },
      }),
    ).toEqual([expect.stringContaining('key bad: ')]));
  it("is refused with one bank's key at another, under any id", () => {
    const { ccb: mine } = Object(setting).channels;
    const theirs = { keys: [{ ...mine.keys[0], kid: 'other' }] };
    expect(faults({ channels: { ccb: mine, boc: theirs } })).toEqual(['a key or its id is there twice']);
  });
  it('is refused where no key of ours could sign the answer', () =>
    expect(faults({ own: Object(setting).own.slice(0, 1) })).toEqual([
      'no own key signs answers by SM2-SM3',
    ]));
});

it.each([
  ['/v1/collections/T1/reversal', true],
  ['/v1/channel-statements/ccb/2026-11-26', true],
  ['/v1/payables?at=2026-11-26T12:00:00%2B08:00&x=%E5%8F%82', true],
  ['/v1/a?x=%2b', false],
  ['/v1/a?x=%41', false],
  ['/v1/../a', false],
  ['/v1/a/', false],
  ['/v1/a?x=1?y', false],
  ['http://host/v1/a', false],
])('the target %s has one reading: %s', (target, isPlain) => expect(isPlainTarget(target)).toBe(isPlain));
