import { jsonSetting, QuoteKeys, signedSettings } from '@canbao/service-kit';

/** What payment needs beside the settings of every service. */
export const settings = { QUOTE_KEYS: jsonSetting(QuoteKeys), ...signedSettings };
