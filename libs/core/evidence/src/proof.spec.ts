import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { genesisHash } from '@canbao/event-sourcing';
import { hashOf } from './event-hash';
import { pathOf, rootOf } from './merkle';
import { inclusionFault, proofText, sealLine, type ProvenEvent, type SealedEvent } from './proof';
import { eventLeaf, sealingKeyOf, sealKeysOf, signSeal } from './seal';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = sealingKeyOf({ ...privateKey.export({ format: 'jwk' }), kid: 'own' });
const keys = sealKeysOf({ ...publicKey.export({ format: 'jwk' }), kid: 'own' });

const eventAt = (position: number): ProvenEvent => ({
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
  data: `{"amount":"${position}.00"}`,
});
const sealed = (count: number, index: number): SealedEvent => {
  const events = Array.from({ length: count }, (_, n) => eventAt(n + 1));
  const leaves = events.map((event) => eventLeaf({ position: event.position, hash: hashOf(event) }));
  const seal = signSeal(
    {
      service: 'payment',
      number: 1,
      from: '1',
      to: `${count}`,
      count,
      root: rootOf(leaves).toString('hex'),
      previous: genesisHash,
      sealedAt: '2026-03-18T10:01:00.000+08:00',
    },
    key,
  );
  const path = pathOf(leaves, index).map((node) => node.toString('hex'));
  return { event: events[index] as ProvenEvent, index, path, seal };
};

describe('the proof of an event', () => {
  it('holds for every event below a seal', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, at) =>
        expect(inclusionFault(sealed(count, at % count), keys)).toBeUndefined(),
      ),
    ));

  it.each<[keyof ProvenEvent, string | number | null]>([
    ['position', '4'],
    ['stream', 'order-4'],
    ['version', 2],
    ['type', 'OrderOpened'],
    ['revision', 2],
    ['subject', 'another'],
    ['topic', null],
    ['recordedAt', '2026-03-18T10:00:00.001+08:00'],
    ['actor', 'teller-2'],
    ['causationId', '0197a000-0000-7000-8000-000000000001'],
    ['previousHash', 'f'.repeat(64)],
    ['data', '{"amount":"4.00"}'],
  ])('covers its %s', (field, other) => {
    const proof = sealed(5, 2);
    const forged = { ...proof, event: { ...proof.event, [field]: other } };
    expect(inclusionFault(forged, keys)).toBe('is not below seal 1');
  });

  it('does not hold below a seal that somebody else wrote', () => {
    const proof = sealed(5, 2);
    const forged = { ...proof, seal: { ...proof.seal, count: 6 } };
    expect(inclusionFault(forged, keys)).toBe(
      'is below seal 1, which has a signature that is not of its text',
    );
  });

  it('is written in one form, whatever the order in which its fields arrive', () => {
    const proof = sealed(3, 1);
    const reversed = Object.fromEntries(Object.entries(proof.event).toReversed()) as never as ProvenEvent;
    const text = (event: ProvenEvent): string =>
      proofText({ events: [{ ...proof, event }], about: { receiptNo: 'SD1' }, format: 'canbao-proof-1' });
    expect(text(reversed)).toBe(text(proof.event));
    expect(text(proof.event).startsWith('{\n  "format": "canbao-proof-1",\n  "about": {')).toBe(true);
    const { signature, ...seal } = proof.seal;
    expect(sealLine({ signature, ...seal })).toBe(sealLine(proof.seal));
  });
});
