import { z } from 'zod';
import { packNames } from '@canbao/rules';
import { jsonSetting, QuoteKeys, signedSettings } from '@canbao/service-kit';

/** What assessment needs beside the settings of every service. */
export const settings = {
  QUOTE_KEYS: jsonSetting(QuoteKeys),
  ...signedSettings,
  RULE_PACK: z.enum(packNames).default('jinan'),
};
