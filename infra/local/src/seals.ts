import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';

/** The folder that can be handed over: the seals of each service, and the public keys that check them. */
export const sealsFolder = (data: string): string => join(data, 'seals');

/**
 * Lists the public key of the sealing key beside the former ones: seals name theirs by `kid`, and old seals
 * must stay checkable.
 */
export const publishSealingKey = (data: string, { kty, crv, x, kid }: JWK): void => {
  const folder = sealsFolder(data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'public.jwk');
  const listed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { keys: JWK[] }).keys : [];
  if (listed.some((key) => key.kid === kid)) return;
  const keys = [...listed, { kty, crv, kid, x, use: 'sig' }];
  writeFileSync(file, `${JSON.stringify({ keys }, undefined, 2)}\n`, { mode: 0o600 });
};
