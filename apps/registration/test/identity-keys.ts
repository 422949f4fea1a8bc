import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { IdentityKeys } from '../src/vault/vault-keys';

type Keys = z.output<typeof IdentityKeys>;

const secret = (): string => randomBytes(32).toString('base64');

/** New secrets under these ids; the first one is current. */
export const identityKeys = (...ids: [string, ...string[]]): Keys => ({
  current: ids[0],
  keys: ids.map((id) => ({ id, encryption: secret(), index: secret() })),
});
