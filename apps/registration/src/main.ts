import { z } from 'zod';
import { readSettings, runProgram } from '@canbao/service-kit';
import { IdentityKeys } from './vault/identity-vault';
import { kept, registration } from './registration';

runProgram(kept, () =>
  registration(
    readSettings({ IDENTITY_KEYS: z.string().transform((text) => IdentityKeys.parse(JSON.parse(text))) })
      .IDENTITY_KEYS,
  ),
);
