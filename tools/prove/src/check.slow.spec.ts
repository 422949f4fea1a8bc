import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { genesisHash } from '@canbao/event-sourcing';
import {
  eventLeaf,
  hashOf,
  pathOf,
  proofText,
  rootOf,
  sealHashOf,
  sealingKeyOf,
  sealLine,
  signSeal,
  type Proof,
  type ProvenEvent,
  type SealedEvent,
  type SealingKey,
  type SignedSeal,
} from '@canbao/evidence';

const checker = join(__dirname, '../check.mjs');
const receiptNo = `SD20260318${'1'.repeat(20)}`;
const keyOf = (kid: string): { readonly key: SealingKey; readonly jwk: object } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    key: sealingKeyOf({ ...privateKey.export({ format: 'jwk' }), kid }),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid },
  };
};
const [own, forger] = [keyOf('own'), keyOf('forger')];

const eventAt = (position: number, change: Partial<ProvenEvent> = {}): ProvenEvent => ({
  position: `${position}`,
  stream: `order-${position}`,
  version: 1,
  type: 'PaymentCaptured',
  revision: 1,
  subject: 'person',
  topic: 'payment.events',
  recordedAt: '2026-03-18T10:00:00.000+08:00',
  actor: 'teller-1',
  causationId: null,
  previousHash: genesisHash,
  data: `{"amount":"7.00","orderId":"order","receiptNo":"${receiptNo}"}`,
  ...change,
});
/** A chain of seals over events, a few below each. */
const sealAll = (events: readonly ProvenEvent[], sizes: readonly number[], key = own.key): SealedEvent[] => {
  const sealed: SealedEvent[] = [];
  let before: SignedSeal | undefined;
  for (const size of sizes) {
    const below = events.slice(sealed.length, sealed.length + size);
    const leaves = below.map((event) => eventLeaf({ position: event.position, hash: hashOf(event) }));
    const seal = signSeal(
      {
        service: 'payment',
        number: (before?.number ?? 0) + 1,
        from: `${Number(before?.to ?? 0) + 1}`,
        to: below.at(-1)?.position ?? '',
        count: size,
        root: rootOf(leaves).toString('hex'),
        previous: before === undefined ? genesisHash : sealHashOf(before),
        sealedAt: '2026-03-18T10:01:00.000+08:00',
      },
      key,
    );
    below.forEach((event, index) =>
      sealed.push({ event, index, seal, path: pathOf(leaves, index).map((node) => node.toString('hex')) }),
    );
    before = seal;
  }
  return sealed;
};
const events = Array.from({ length: 12 }, (_, n) => eventAt(n + 1));
const sealed = sealAll(events, [5, 1, 6]);
const at = (index: number): SealedEvent => sealed[index] as SealedEvent;
const proofOf = (...of: readonly SealedEvent[]): Proof => ({
  format: 'canbao-proof-1',
  about: { receiptNo },
  events: of,
});
const seals = [at(0), at(5), at(6)].map(({ seal }) => sealLine(seal));
const whole = proofText(proofOf(at(2), at(5), at(11)));

describe('the checker that an auditor runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  const written = (content: string | Uint8Array): string => {
    const file = join(folder, randomUUID());
    writeFileSync(file, content);
    return file;
  };
  const keys = written(JSON.stringify({ keys: [keyOf('former').jwk, own.jwk] }));
  const check = (...args: string[]): Promise<{ readonly code: number; readonly said: string }> =>
    new Promise((resolve) =>
      execFile(process.execPath, [checker, ...args], (error, said) =>
        resolve({ code: error === null ? 0 : Number(error.code), said }),
      ),
    );
  const falseAbout = async (content: string | Uint8Array, ...more: string[]): Promise<string> => {
    const { code, said } = await check(written(content), keys, ...more);
    expect(code).toBe(1);
    expect(said).toMatch(/^false: /);
    return said;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says true of a proof, and what was stored', async () => {
    const { code, said } = await check(written(whole), keys);
    expect(said).toMatch(
      `true receiptNo ${receiptNo}\n  2026-03-18T10:00:00.000+08:00 PaymentCaptured, by teller-1`,
    );
    expect(said).toContain('"amount":"7.00"');
    expect(code).toBe(0);
  });

  it('says false of a proof with any byte changed, left out or added', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('changed', 'left out', 'added'),
        async (place, difference, how) => {
          const bytes = [...Buffer.from(whole)];
          const index = place % bytes.length;
          const other = ((bytes[index] as number) + difference) % 256;
          const forged = {
            changed: bytes.with(index, other),
            'left out': bytes.toSpliced(index, 1),
            added: bytes.toSpliced(index, 0, other),
          }[how];
          await falseAbout(Uint8Array.from(forged));
        },
      ),
      { numRuns: 60 },
    ));

  it.each([
    [
      'an event that was not sealed',
      proofOf({ ...at(2), event: eventAt(3, { actor: 'teller-2' }) }),
      'is not below seal 1',
    ],
    ['an event in another place', proofOf({ ...at(2), event: eventAt(4) }), 'is not below seal 1'],
    ['the path of another event', proofOf({ ...at(2), path: at(3).path }), 'is not below seal 1'],
    ['the seal of another event', proofOf({ ...at(2), seal: at(6).seal }), 'is not below seal 3'],
    [
      'a seal of another key',
      proofOf(sealAll(events, [12], forger.key)[2] as SealedEvent),
      'signed by the key forger, which is not in the file of public keys',
    ],
    [
      'a seal under the name of a key that did not sign it',
      proofOf({ ...at(2), seal: { ...at(2).seal, keyId: 'former' } }),
      'the signature of seal 1 is not of its text',
    ],
    ['a proof of nothing', proofOf(), 'proves nothing'],
    [
      'a proof about another receipt',
      { ...proofOf(at(2)), about: { receiptNo: 'SD1' } },
      'PaymentCaptured is not about receiptNo SD1',
    ],
  ])('says false of %s', async (_, proof, reason) =>
    expect(await falseAbout(proofText(proof))).toContain(reason),
  );

  it('says false where the events are about several orders', async () => {
    const other = eventAt(2, { data: '{"orderId":"other"}' });
    const [first, second] = sealAll([eventAt(1), other], [2]) as [SealedEvent, SealedEvent];
    expect(await falseAbout(proofText(proofOf(first, second)))).toContain('not about one order');
  });

  it('says true of a seal that was handed over, and false of one that was not', async () => {
    const handed = written(`${seals.join('\n')}\n`);
    expect((await check(written(whole), keys, handed)).code).toBe(0);
    const former = written(`${seals.slice(0, 2).join('\n')}\n`);
    expect(await falseAbout(whole, former)).toContain('seal 3 is not in the file of seals');
  });

  it('says true of a whole chain of seals, and false of one with a seal changed, missing or exchanged', async () => {
    const chain = (lines: readonly string[]) => check('--seals', written(`${lines.join('\n')}\n`), keys);
    expect(await chain(seals)).toEqual({
      code: 0,
      said: 'true 3 seals of payment up to position 12, the last at 2026-03-18T10:01:00.000+08:00\n',
    });
    const [first, second, third] = seals as [string, string, string];
    const forged = [
      [second, third],
      [first, third],
      [first, third, second],
      [first, first, second],
      [first, second.replace('"count":1', '"count":2'), third],
      [first, ` ${second}`, third],
      [],
    ];
    for (const lines of forged) {
      const { code, said } = await chain(lines);
      expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/^false: /) });
    }
    const cutOff = await check('--seals', written(seals.join('\n').slice(0, -3)), keys);
    expect(cutOff.said).toBe('false: the file of seals is cut off in the middle of a line\n');
  });

  it('says how to use it, and false where a file is missing', async () => {
    expect(await check()).toMatchObject({
      code: 2,
      said: expect.stringMatching('node check.mjs proof.json'),
    });
    expect((await check(join(folder, 'none'), keys)).said).toMatch(/^false: ENOENT/);
  });
});
