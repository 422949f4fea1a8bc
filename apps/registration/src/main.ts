import { z } from 'zod';
import { readSettings, startService } from '@canbao/service-kit';
import { IdentityKeys } from './identity-vault';
import { registration } from './registration';

const { IDENTITY_KEYS } = readSettings({ IDENTITY_KEYS: z.string().transform((text) => IdentityKeys.parse(JSON.parse(text))) });

void startService(registration(IDENTITY_KEYS));
