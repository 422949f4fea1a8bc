import { jsonSetting, readSettings, runProgram } from '@canbao/service-kit';
import { IdentityKeys } from './vault/vault-keys';
import { storage, registration } from './registration';

runProgram(storage, () =>
  registration(readSettings({ IDENTITY_KEYS: jsonSetting(IdentityKeys) }).IDENTITY_KEYS),
);
