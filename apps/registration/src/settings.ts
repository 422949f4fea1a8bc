import { jsonSetting, PaperKeys } from '@canbao/service-kit';
import { IdentityKeys } from './vault/vault-keys';

/** What registration needs beside the settings of every service. */
export const settings = { IDENTITY_KEYS: jsonSetting(IdentityKeys), PAPER_KEYS: jsonSetting(PaperKeys) };
