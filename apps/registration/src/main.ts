import { z } from 'zod';
import { readSettings, runProgram } from '@canbao/service-kit';
import { IdentityKeys } from './vault/vault-keys';
import { storage, registration } from './registration';

runProgram(storage, () =>
  registration(
    readSettings({ IDENTITY_KEYS: z.string().transform((text) => IdentityKeys.parse(JSON.parse(text))) })
      .IDENTITY_KEYS,
  ),
);
