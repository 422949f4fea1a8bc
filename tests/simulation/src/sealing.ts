import { generateKeyPairSync } from 'node:crypto';
import { MerkleTree, nextSeal, sealingKeyOf, sealKeysOf, type SealKeys } from '@canbao/evidence';
import { EventsSealed } from '@canbao/service-kit';
import type { Connection } from './connection';
import type { Process } from './scheduler';
import type { ServiceName } from './services';
import { leafOf } from './seals';
import type { Setting } from './setting';

const pair = generateKeyPairSync('ed25519');
const key = sealingKeyOf({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'simulation' });

/** What seals are checked with. */
export const sealKeys: SealKeys = sealKeysOf({
  ...pair.publicKey.export({ format: 'jwk' }),
  kid: 'simulation',
});

/** Seals what was stored, as the job of the product does, in every instance. */
export const sealEvents = async (
  setting: Setting,
  name: ServiceName,
  process: Process,
  connection: Connection,
): Promise<void> => {
  const { scheduler, clock } = setting;
  for (;;) {
    await scheduler.sleep(process, 5 * setting.pollMs);
    const { version, hash, seal, events } = await connection.unsealed();
    if (events.every(({ type }) => type === EventsSealed.type)) continue;
    const tree = new MerkleTree();
    for (const event of events) tree.add(leafOf(event));
    const to = String(events.at(-1)?.position);
    const sealedAt = clock.now();
    const next = nextSeal(name, seal, { tree, to }, sealedAt, key);
    await connection.append({
      subject: name,
      recordedAt: sealedAt,
      metadata: { actor: 'sealing' },
      writes: [
        {
          stream: 'seals',
          expectedVersion: version,
          previousHash: hash,
          events: [EventsSealed({ ...next, service: name, sealedAt })],
        },
      ],
    });
  }
};
